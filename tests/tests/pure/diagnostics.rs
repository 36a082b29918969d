//! Inputs that must be rejected or reported: `diagnostics/NN-name/` contains one each, and the exact diagnostics in
//! `expected.txt`. A case that is accepted with warnings has no error in it; levels are set by the `sources.toml`
//! of a case.

use generator::{Options, generate, render};
use std::path::Path;

#[test]
fn every_case_gets_the_expected_diagnostics() {
    let failures: Vec<_> = tests::cases("diagnostics")
        .iter()
        .filter_map(|case| check(case).err())
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check(case: &Path) -> Result<(), String> {
    let options = Options {
        crate_name: "diagnostics".to_owned(),
        ..Options::default()
    };
    let text = match generate(tests::input(case), &options) {
        Ok(generated) => render::text(&generated.warnings, &generated.sources),
        Err(failed) => render::text(&failed.diagnostics, &failed.sources),
    };
    if text.is_empty() {
        return Err(format!("{} was accepted without a word", case.display()));
    }
    tests::golden(&case.join("expected.txt"), &text)
}
