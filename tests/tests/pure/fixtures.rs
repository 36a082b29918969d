//! Small specifications, `fixtures/NN-name/` each, and the Rust code that is emitted for them, in `expected/`.

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

/// Returns true for files that differ between cases in more than names; the others are only compiled.
fn is_interesting(file: &File) -> bool {
    let boring = ["src/lib.rs", "src/body_types.rs", "src/operation_index.rs"];
    let own = file.path.starts_with("src/") && !file.path.starts_with("src/runtime/");
    let no_patterns = file.path == "src/patterns.rs" && !file.text.contains("fn ");
    let no_parameters = file.path == "src/parameters.rs" && !file.text.contains("static ");
    own && !no_patterns && !no_parameters && !boring.contains(&file.path.as_str())
}

/// The default line width of rustfmt.
const WIDTH: usize = 100;

/// Returns true if a line may be wider: comments, lines with a string, and tables of characters.
fn may_be_wide(path: &str, line: &str) -> bool {
    let copied = path.starts_with("src/runtime/") || path == "src/patterns.rs";
    copied || line.trim_start().starts_with("//") || line.contains('"')
}

#[test]
fn emitted_lines_keep_the_width_of_rustfmt() {
    let mut wide = Vec::new();
    for case in tests::cases("fixtures") {
        for file in tests::fixture::emitted(&case)
            .expect("the goldens say why not")
            .files
        {
            let rust = file.path.ends_with(".rs");
            let lines = file.text.lines().filter(|_| rust);
            let lines = lines.filter(|line| line.chars().count() > WIDTH && !may_be_wide(&file.path, line));
            wide.extend(lines.map(|line| format!("{} {}: {line}", case.display(), file.path)));
        }
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

#[test]
fn descriptors_are_not_in_the_files_of_types() {
    let mut found = 0;
    for case in tests::cases("fixtures") {
        for file in tests::fixture::emitted(&case)
            .expect("the goldens say why not")
            .files
        {
            let tables = [
                "rt::StructDescriptor::new",
                "rt::UnionDescriptor {",
                "rt::OperationDescriptor::new",
            ];
            if tables.iter().any(|table| file.text.contains(table)) && !file.path.contains("/runtime/") {
                assert!(
                    file.path.contains("/descriptors"),
                    "{} {}",
                    case.display(),
                    file.path
                );
                found += 1;
            }
        }
    }
    assert!(found > 20, "{found}");
}
