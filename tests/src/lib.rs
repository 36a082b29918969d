//! What the folder-driven tests share: finding the cases, reading their input, comparing with what is expected.
//!
//! A case is added by adding a folder named after the behaviour, `NN-name`; what is expected is never written by hand:
//! `UPDATE_GOLDENS=1 cargo test -p tests` does, and the difference is read in review.

pub mod bodies;
pub mod openapi;
pub mod traffic;

use generator::{File, SourceFile};
use similar::TextDiff;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of the cases of one `kind`, in order.
///
/// # Panics
///
/// If there is none, which is a test that cannot fail.
pub fn cases(kind: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(kind);
    let folders: Vec<_> = list(&root).into_iter().filter(|path| path.is_dir()).collect();
    assert!(!folders.is_empty(), "no cases in {kind}/");
    folders
}

/// All files of a case but what is `expected` of it, by their paths inside the case's folder.
pub fn input(case: &Path, expected: &str) -> Vec<SourceFile> {
    let mut files = Vec::new();
    collect(case, "", &mut files);
    files.retain(|file| file.path != expected);
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) {
    for path in list(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            collect(&path, &format!("{prefix}{name}/"), files);
        } else {
            let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            files.push(SourceFile::new(format!("{prefix}{name}"), bytes));
        }
    }
}

fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("a folder that can be listed").path())
        .collect();
    paths.sort();
    paths
}

/// Compares `actual` with the expected file, or writes that file when `UPDATE_GOLDENS` is set.
///
/// # Errors
///
/// The difference, or that nothing is expected yet.
pub fn golden(expected: &Path, actual: &str) -> Result<(), String> {
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        return fs::write(expected, actual).map_err(|error| format!("{}: {error}", expected.display()));
    }
    let name = expected.display();
    let Ok(wanted) = fs::read_to_string(expected) else {
        return Err(format!(
            "{name} is missing; `UPDATE_GOLDENS=1 cargo test -p tests` writes it:\n{actual}"
        ));
    };
    if wanted == actual {
        return Ok(());
    }
    let diff = TextDiff::from_lines(&wanted, actual)
        .unified_diff()
        .header("expected", "actual")
        .to_string();
    Err(format!(
        "{name} differs; `UPDATE_GOLDENS=1 cargo test -p tests` accepts this:\n{diff}"
    ))
}

/// `files` with those that a command writes in their places.
pub fn replaced(files: &[SourceFile], written: &[File]) -> Vec<SourceFile> {
    let new = |file: &SourceFile| written.iter().find(|new| new.path == file.path);
    let replaced = files.iter().map(|file| match new(file) {
        Some(new) => SourceFile {
            bytes: new.text.clone().into_bytes(),
            ..file.clone()
        },
        None => file.clone(),
    });
    replaced.collect()
}
