//! The crates of all fixtures compile: clippy and rustdoc report no warning.
//!
//! They are modules of one crate, which shares the runtime. The smallest is compiled on its own too, because an item of the
//! runtime that only some crates use is a warning in the others.

use super::merged_crate;
use std::path::{Path, PathBuf};
use std::process::Command;
use tests::fixture::{emitted, name};

/// The fixture that uses the least of the runtime.
const SMALLEST: &str = "an-enum-of-hundreds";

#[test]
fn the_crates_of_all_fixtures_compile_without_a_warning() {
    let workspace = workspace(&tests::cases("fixtures"));
    for features in [&["--all-features", "--all-targets"][..], &[]] {
        let command = [&["clippy", "--workspace", "--keep-going"], features].concat();
        cargo(&workspace, &command, &["--", "-D", "warnings"]);
    }
    cargo(
        &workspace,
        &["doc", "--workspace", "--no-deps", "--all-features"],
        &[],
    );
    let doctests = cargo(&workspace, &["rustdoc", "-p", "merged"], &["--", "--test"]);
    assert!(
        doctests.contains("running 0 tests"),
        "a description became a doctest:\n{doctests}"
    );
}

/// Writes the merged crate and the smallest one as a workspace.
fn workspace(cases: &[PathBuf]) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    let crates: Vec<_> = cases
        .iter()
        .map(|case| {
            let mut files = emitted(case).expect("the goldens say why not").files;
            // A crate that is complete is the root of a workspace.
            if let Some(manifest) = files.iter_mut().find(|file| file.path == "Cargo.toml") {
                manifest.text = manifest.text.replace("[workspace]", "");
            }
            (name(case), files)
        })
        .collect();
    merged_crate::write(&root.join("merged"), "merged", &crates);
    let smallest = crates.iter().find(|(name, _)| name == SMALLEST);
    for file in &smallest.expect("the smallest fixture").1 {
        tests::write(&root.join(SMALLEST).join(&file.path), &file.text)
            .expect("the target folder can be written to");
    }
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [\"merged\", \"{SMALLEST}\"]\n");
    tests::write(&root.join("Cargo.toml"), &manifest).expect("the target folder can be written to");
    std::fs::copy(tests::project("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the project has a lock file");
    root
}

/// Runs cargo, and returns its output.
fn cargo(workspace: &Path, command: &[&str], after: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(workspace)
        .args(command)
        .args(["--offline", "--quiet"])
        .args(after)
        .env("RUSTDOCFLAGS", "-D warnings")
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {}:\n{errors}", command.join(" "));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
