//! Small specifications, `fixtures/NN-name/` each, and the Rust that is emitted for them, in `expected/`.

use generator::{File, ir};
use std::path::Path;
use tests::fixture::emitted;

#[test]
fn every_fixture_becomes_the_expected_rust() {
    let cases = tests::cases("fixtures");
    let failures: Vec<_> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn check(case: &Path) -> Result<(), String> {
    let generated = emitted(case)?;
    let interesting: Vec<(String, String)> = generated
        .files
        .into_iter()
        .filter(is_interesting)
        .map(|file| (file.path, file.text))
        .collect();
    let model = ("model.txt".to_owned(), ir::dump(&generated.api));
    let interesting: Vec<_> = interesting.into_iter().chain([model]).collect();
    tests::golden_folder(&case.join("expected"), &interesting)
}

/// What differs from case to case in more than names; the rest is compiled all the same.
fn is_interesting(file: &File) -> bool {
    let boring = ["src/lib.rs", "src/body_types.rs", "src/operation_index.rs"];
    let own = file.path.starts_with("src/") && !file.path.starts_with("src/runtime/");
    let no_patterns = file.path == "src/patterns.rs" && !file.text.contains("fn ");
    let no_parameters = file.path == "src/parameters.rs" && !file.text.contains("static ");
    own && !no_patterns && !no_parameters && !boring.contains(&file.path.as_str())
}
