//! Inputs that must be refused: `bad/NN-name/` holds one each, and the exact diagnostics in `expected.txt`.

use generator::{Options, generate, report};
use std::path::Path;

#[test]
fn every_bad_input_is_refused_with_the_expected_diagnostics() {
    let failures: Vec<_> = tests::cases("bad")
        .iter()
        .filter_map(|case| check(case).err())
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check(case: &Path) -> Result<(), String> {
    let options = Options {
        crate_name: "bad".to_owned(),
        ..Options::default()
    };
    match generate(tests::input(case, "expected.txt"), &options) {
        Ok(_) => Err(format!("{} was accepted", case.display())),
        Err(failed) => {
            let text = report::render(&failed.diagnostics, &failed.sources);
            tests::golden(&case.join("expected.txt"), &text)
        }
    }
}
