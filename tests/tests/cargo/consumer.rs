//! A project of somebody else's builds with the committed crate, outside the workspace, and gets what it was promised.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[test]
fn a_project_outside_the_workspace_builds_and_runs() {
    let output = cargo(&tests::project("tests/consumer"), &["run", "--quiet"]);
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let expected = tests::project("tests/consumer/expected.txt");
    tests::golden(&expected, &printed).unwrap_or_else(|difference| panic!("{difference}"));
}

#[test]
fn the_default_build_is_of_at_most_twelve_crates_without_a_proc_macro() {
    let format = ["--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let output = cargo(&tests::project("generated"), &[&["tree"], &format[..]].concat());
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    let lines = printed.lines().map(|line| line.trim_end_matches(" (*)"));
    let crates: std::collections::BTreeSet<_> = lines.filter(|line| !line.is_empty()).collect();
    assert!(crates.len() <= 12, "{} crates: {crates:#?}", crates.len());
    assert!(crates.len() > 2, "the tree of something else: {crates:#?}");
    assert!(!printed.contains("(proc-macro)"), "{printed}");
}

#[test]
fn the_crate_can_be_tested_without_a_client() {
    cargo(&tests::project("generated"), &["test", "--quiet", "--lib"]);
}

/// Runs cargo in `folder`, with a target folder that stays.
fn cargo(folder: &Path, arguments: &[&str]) -> Output {
    cargo_in(
        folder,
        arguments,
        &Path::new(env!("CARGO_TARGET_TMPDIR")).join("consumer"),
    )
}

fn cargo_in(folder: &Path, arguments: &[&str], target: &Path) -> Output {
    let output = Command::new(env!("CARGO"))
        .current_dir(folder)
        .args(arguments)
        .arg("--offline")
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "cargo {arguments:?}:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

#[test]
fn a_build_script_generates_a_module() {
    let target: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-script");
    let output = cargo_in(
        &tests::project("tests/build-script"),
        &["run", "--quiet"],
        &target,
    );
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(printed, "GET https://example.com/v1/pets/7\n1 violation\n");
    let warnings = String::from_utf8_lossy(&output.stderr);
    assert!(!warnings.contains("warning"), "{warnings}");
}
