//! The parts of the runtime: an emitted crate has those that its code refers to.

use generator::File;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tests::fixture;

/// Returns the word at the start of `text`.
fn word(text: &str) -> &str {
    let end = text.find(|one: char| !one.is_alphanumeric() && one != '_');
    &text[..end.unwrap_or(text.len())]
}

/// Returns the types, traits and macros that the source of a part defines.
fn defined(source: &str) -> BTreeSet<String> {
    let kinds = ["pub struct ", "pub enum ", "pub trait ", "macro_rules! "];
    let definition = |line: &str| {
        kinds
            .iter()
            .find_map(|kind| Some(word(line.trim_start().strip_prefix(kind)?).to_owned()))
    };
    source.lines().filter_map(definition).collect()
}

/// Returns the parts, by file name, each with what it defines.
fn parts() -> Vec<(String, BTreeSet<String>)> {
    let folder = tests::project("generator/runtime/src/runtime/parts");
    let entries = fs::read_dir(folder).expect("the runtime has parts");
    let part = |path: &Path| {
        let source = fs::read_to_string(path).expect("a part can be read");
        let name = path
            .file_name()
            .expect("a part is a file")
            .to_string_lossy()
            .into_owned();
        (name, defined(&source))
    };
    entries
        .map(|entry| part(&entry.expect("the folder can be read").path()))
        .collect()
}

/// Returns the names of the runtime that the code outside of it refers to.
fn referred(files: &[File]) -> BTreeSet<&str> {
    let code = files.iter().filter(|file| !file.path.starts_with("src/runtime/"));
    code.flat_map(|file| ["rt::", "runtime::"].map(|prefix| file.text.split(prefix).skip(1).map(word)))
        .flatten()
        .collect()
}

#[test]
fn a_crate_has_the_parts_that_it_refers_to() {
    let parts = parts();
    let mut used = BTreeSet::new();
    for (case, emitted) in fixture::all() {
        let Ok(emitted) = emitted else { continue };
        let names = referred(&emitted.files);
        for (part, defined) in &parts {
            let Some(name) = names.iter().find(|name| defined.contains(**name)) else {
                continue;
            };
            let path = format!("src/runtime/parts/{part}");
            let is_there = emitted.files.iter().any(|file| file.path == path);
            assert!(is_there, "{}: `{name}` needs {part}", case.display());
            used.insert(part);
        }
    }
    assert!(used.len() > 2, "few parts are used: {used:?}");
}
