//! Shared parts of folder-driven tests: finding the cases, reading their input, comparing with the expected output.
//!
//! To add a case, add a folder named after the behavior, `NN-name`; expected output is never written by hand:
//! `UPDATE_GOLDENS=1 cargo test -p tests` writes it, and the difference is reviewed.

pub mod bodies;
pub mod damage;
pub mod drift_pair;
pub mod fixture;
pub mod fuzz;
pub mod json_schema;
pub mod openapi;
pub mod parallel;
pub mod random;
pub mod scripted_server;
pub mod services;
pub mod traffic;
pub mod verdict_pairs;

use generator::{File, SourceFile};
use similar::TextDiff;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the folders of the cases of one `kind`, in order.
///
/// # Panics
///
/// If there is none: such a test could not fail.
pub fn cases(kind: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(kind);
    let folders: Vec<_> = list(&root).into_iter().filter(|path| path.is_dir()).collect();
    assert!(!folders.is_empty(), "no cases in {kind}/");
    folders
}

/// Returns all files of a case but what is expected of it (`expected.txt`, `expected/`), by their paths inside its
/// folder. Next to `openapi.yaml`, other YAML files are those that it refers to.
pub fn input(case: &Path) -> Vec<SourceFile> {
    let mut files = files(case);
    files.retain(|file| file.path != "expected.txt" && !file.path.starts_with("expected/"));
    if files.iter().any(|file| file.path == DOCUMENT) {
        let is_part = |file: &SourceFile| file.path != DOCUMENT && file.path.ends_with(".yaml");
        let files = files.into_iter();
        return files
            .map(|file| match is_part(&file) {
                true => SourceFile::referenced(file.path, file.bytes),
                false => file,
            })
            .collect();
    }
    files
}

/// The document of a case without fragments.
const DOCUMENT: &str = "openapi.yaml";

/// Returns all files below `folder`, in order, by their paths inside it.
pub fn files(folder: &Path) -> Vec<SourceFile> {
    let mut files = Vec::new();
    collect(folder, "", &mut files);
    files
}

/// Returns the project's folder `name`.
pub fn project(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)
}

/// Returns the specification of the committed crate.
pub fn specification() -> Vec<SourceFile> {
    let mut files = files(&project("spec"));
    let is_setting = |path: &str| path.ends_with(".toml") && !path.contains('/');
    files.retain(|file| is_setting(&file.path) || file.path.starts_with("fragments/"));
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

/// Returns true if expected files are to be written: `UPDATE_GOLDENS` is set.
pub fn updating() -> bool {
    std::env::var_os("UPDATE_GOLDENS").is_some()
}

/// Writes a file and its folders, unless it already contains `text`.
///
/// # Errors
///
/// The errors of the file system.
pub fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, text)
}

/// Compares a folder of expected files with `actual`, pairs of path and text; extra files are orphans.
/// With `UPDATE_GOLDENS`, writes the files and removes the orphans.
///
/// # Errors
///
/// Every difference.
pub fn golden_folder(expected: &Path, actual: &[(String, String)]) -> Result<(), String> {
    let orphans = if expected.is_dir() {
        files(expected)
    } else {
        Vec::new()
    };
    let orphans = orphans
        .iter()
        .filter(|file| !actual.iter().any(|(path, _)| *path == file.path));
    let orphans = orphans.filter_map(|file| match updating() {
        true => fs::remove_file(expected.join(&file.path))
            .err()
            .map(|error| error.to_string()),
        false => Some(format!("{} is an orphan", expected.join(&file.path).display())),
    });
    let different = actual
        .iter()
        .filter_map(|(path, text)| golden(&expected.join(path), text).err());
    let problems: Vec<_> = orphans.chain(different).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n"))
    }
}

/// Compares `actual` with the expected file, or writes that file when `UPDATE_GOLDENS` is set.
///
/// # Errors
///
/// The difference, or a missing expected file.
pub fn golden(expected: &Path, actual: &str) -> Result<(), String> {
    if updating() {
        return write(expected, actual).map_err(|error| format!("{}: {error}", expected.display()));
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

/// Returns `files` with those that a command writes in their places.
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

/// The README's snippets, run as doctests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;

/// Returns cargo, without the variables that describe this package: build scripts that depend on them, such as that of `ring`,
/// would run again, and everything above them would be compiled again.
pub fn cargo() -> Command {
    let mut command = Command::new(env!("CARGO"));
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    command
}

/// All features of an emitted crate except for `ring` and `aws-lc-rs`: providers of cryptography are C, take long to compile, and
/// concern one function. `ring` is a default feature, which `--no-default-features` excludes.
pub const FEATURES: &str = "client blocking download mock tracing time inspect";
