//! The items that the documentation of the committed crate lists. Everything else is hidden, and may change.
//!
//! A golden has the kind and the path of each. A new line in it is a new part of the public API, which is decided in review.

use super::nested::{Target, cargo, output};
use std::path::Path;

/// Compares the items that the page `all.html` of the crate `name` lists with `expected`. `documented` is the folder that
/// rustdoc wrote.
///
/// # Panics
///
/// If they differ, or there is no such page.
fn compare(documented: &Path, name: &str, expected: &Path) {
    let page = documented.join(name.replace('-', "_")).join("all.html");
    let page = std::fs::read_to_string(&page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
    let items = items(&page);
    assert!(
        items.contains("trait runtime::Model\n"),
        "the format of the page:\n{items}"
    );
    tests::golden(expected, &items).unwrap_or_else(|difference| panic!("{difference}"));
}

/// Returns a line with kind and path for each item of the page: `struct runtime::Version`.
fn items(page: &str) -> String {
    let links = page.split("<li><a href=\"").skip(1);
    let lines = links.filter_map(|link| {
        let (address, rest) = link.split_once("\">")?;
        let (path, _) = rest.split_once("</a>")?;
        let (kind, _) = address.rsplit('/').next()?.split_once('.')?;
        Some(format!("{kind} {path}\n"))
    });
    lines.collect()
}

#[test]
fn the_items_of_the_committed_crate_are_the_expected_ones() {
    let features = [
        "--no-deps",
        "--no-default-features",
        "--features",
        tests::FEATURES,
    ];
    let arguments = [&["doc", "--quiet", "--lib"], &features[..]].concat();
    output(cargo(
        &tests::project("generated"),
        Target::Checks("public-items"),
        &arguments,
    ));
    let documented = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checks/public-items/doc");
    let golden = tests::project("tests/public-items/committed.txt");
    compare(&documented, "atlas-restore-jobs", &golden);
}

/// The internals of an emitted crate are reachable by one path only, which no documentation shows.
#[test]
fn one_module_of_the_runtime_is_hidden() {
    let folder = tests::project("generator/runtime/src/runtime");
    let hidden: Vec<String> = tests::files(&folder)
        .iter()
        .flat_map(|file| {
            let text = String::from_utf8_lossy(&file.bytes).into_owned();
            let lines: Vec<&str> = text.lines().map(str::trim).collect();
            hidden_modules(&lines)
                .map(|line| format!("{}: {line}", file.path))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(hidden, ["mod.rs: pub mod contract {"]);
}

/// Returns the lines that declare a hidden module or export a hidden item.
fn hidden_modules<'a>(lines: &'a [&str]) -> impl Iterator<Item = &'a str> {
    let pairs = lines.windows(2).filter(|pair| pair[0] == "#[doc(hidden)]");
    pairs
        .map(|pair| pair[1])
        .filter(|line| line.starts_with("pub mod ") || line.starts_with("pub use "))
}
