//! The crates of all fixtures are one workspace below the target folder, where clippy and rustdoc may not find anything to
//! warn about.

use std::path::{Path, PathBuf};
use std::process::Command;
use tests::fixture::{emitted, name};

#[test]
fn the_crates_of_all_fixtures_compile_without_a_warning() {
    let workspace = workspace(&tests::cases("fixtures"));
    let all = ["clippy", "--workspace", "--keep-going"];
    cargo(
        &workspace,
        &[&all[..], &["--examples", "--features", "inspect,client,blocking"]].concat(),
        &["--", "-D", "warnings"],
    );
    cargo(&workspace, &all, &["--", "-D", "warnings"]);
    cargo(&workspace, &["doc", "--workspace", "--no-deps"], &[]);
    let doctests = cargo(
        &workspace,
        &["test", "--doc", "-p", "texts-that-try-to-become-code"],
        &[],
    );
    assert!(
        doctests.contains("running 0 tests"),
        "text became a doctest:\n{doctests}"
    );
}

/// Writes all cases as crates of one workspace.
fn workspace(cases: &[PathBuf]) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    let mut members = Vec::new();
    for case in cases {
        let generated = emitted(case).expect("the goldens say why not");
        for file in &generated.files {
            // A crate that stands alone is a workspace; here all are members of one.
            let text = if file.path == "Cargo.toml" {
                file.text.replace("[workspace]", "")
            } else {
                file.text.clone()
            };
            tests::write(&root.join(name(case)).join(&file.path), &text)
                .expect("the target folder can be written to");
        }
        members.push(name(case));
    }
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    tests::write(&root.join("Cargo.toml"), &manifest).expect("the target folder can be written to");
    std::fs::copy(tests::project("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the project has a lock file");
    root
}

/// What cargo prints; it has to succeed.
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
