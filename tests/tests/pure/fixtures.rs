//! Small specifications, `fixtures/NN-name/` each, and the Rust code that is emitted for them, in `expected/`.

use generator::{File, ir};
use std::collections::BTreeSet;
use std::path::Path;
use tests::fixture::{all, name};

#[test]
fn every_fixture_becomes_the_expected_rust() {
    let mut guides = BTreeSet::new();
    let checked = all().iter().map(|(case, generated)| match generated {
        Ok(generated) => {
            let model = ("model.txt".to_owned(), ir::dump(&generated.api));
            let files = interesting(&generated.files, &name(case), &mut guides);
            let expected: Vec<_> = files.into_iter().chain([model]).collect();
            tests::golden_folder(&case.join("expected"), &expected)
        }
        Err(diagnostics) => Err(diagnostics.clone()),
    });
    let failures: Vec<_> = checked.filter_map(Result::err).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Returns paths and texts of the files that have a golden. Most guides only differ in the name of the crate: `guides` contains
/// those of earlier fixtures, with the same name.
fn interesting(files: &[File], package: &str, guides: &mut BTreeSet<String>) -> Vec<(String, String)> {
    let module = package.replace('-', "_");
    let interesting = files.iter().filter(|file| {
        is_interesting(file)
            && (file.path != "src/guide.rs" || guides.insert(file.text.replace(&module, "a_crate")))
    });
    interesting
        .map(|file| (file.path.clone(), file.text.clone()))
        .collect()
}

/// Returns true for files that differ between cases in more than names; the others are only compiled.
fn is_interesting(file: &File) -> bool {
    let boring = ["src/lib.rs", "src/body_types.rs", "src/operation_index.rs"];
    let own = file.path.starts_with("src/") && !file.path.starts_with("src/runtime/");
    let no_patterns = file.path == "src/patterns.rs" && !file.text.contains("fn ");
    let no_parameters = file.path == "src/parameters.rs" && !file.text.contains("static ");
    own && !no_patterns && !no_parameters && !boring.contains(&file.path.as_str())
}

/// Returns every file of every fixture's crate.
fn emitted_files() -> impl Iterator<Item = (&'static Path, &'static File)> {
    all().iter().flat_map(|(case, generated)| {
        let generated = generated.as_ref().expect("the goldens say why not");
        generated.files.iter().map(move |file| (case.as_path(), file))
    })
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
    for (case, file) in emitted_files() {
        let rust = file.path.ends_with(".rs");
        let lines = file.text.lines().filter(|_| rust);
        let lines = lines.filter(|line| line.chars().count() > WIDTH && !may_be_wide(&file.path, line));
        wide.extend(lines.map(|line| format!("{} {}: {line}", case.display(), file.path)));
    }
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

/// The width of documentation: 100 columns behind the indentation of a field or method and `/// `.
const DOC_WIDTH: usize = 110;

/// Returns the lines of documentation that are too wide although they could be broken, outside of code and tables.
fn wide_docs(text: &str) -> Vec<&str> {
    let mut in_code = false;
    let is_wide = |line: &&str| {
        let Some(doc) = ["///", "//!"]
            .iter()
            .find_map(|start| line.trim_start().strip_prefix(start))
        else {
            return false;
        };
        let doc = doc.trim();
        in_code ^= doc.starts_with("```");
        let is_fixed = in_code || doc.starts_with(['|', '#']);
        // Spaces in code spans stay where they are.
        let words: String = doc.trim_start_matches("- ").split('`').step_by(2).collect();
        !is_fixed && line.chars().count() > DOC_WIDTH && words.trim().contains(' ')
    };
    text.lines().filter(is_wide).collect()
}

#[test]
fn emitted_documentation_keeps_its_width() {
    let (mut wide, mut count) = (Vec::new(), 0);
    for case in tests::cases("fixtures") {
        let files = tests::fixture::emitted(&case)
            .expect("the goldens say why not")
            .files;
        let own = |file: &&File| file.path.ends_with(".rs") && !file.path.starts_with("src/runtime/");
        for file in files.iter().filter(own) {
            count += file.text.lines().filter(|line| line.contains("///")).count();
            let lines = wide_docs(&file.text).into_iter();
            wide.extend(lines.map(|line| format!("{} {}: {line}", case.display(), file.path)));
        }
    }
    assert!(count > 10_000, "{count}");
    assert!(wide.is_empty(), "{}", wide.join("\n"));
}

#[test]
fn wide_documentation_is_found() {
    let wide = "word ".repeat(30);
    assert_eq!(
        wide_docs(&format!("    /// {wide}\n/// narrow\n//! - {wide}")).len(),
        2
    );
    let fixed = format!("/// ```\n/// {wide}\n/// ```\n/// | {wide} |\n/// - `{wide}`\nlet a = \"{wide}\";");
    assert_eq!(wide_docs(&fixed), Vec::<&str>::new());
}

#[test]
fn descriptors_are_not_in_the_files_of_types() {
    let mut found = 0;
    for (case, file) in emitted_files() {
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
    assert!(found > 20, "{found}");
}
