//! Small specifications, `fixtures/NN-name/` each, and the Rust that is emitted for them, in `expected/`.
//!
//! Expected Rust is compiled too: all cases together are one workspace below the target folder, where clippy and
//! rustdoc may not find anything to warn about.

use generator::{File, Generated, Options, diagnostic, generate};
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn every_fixture_becomes_the_expected_rust() {
    let cases = tests::cases("fixtures");
    let failures: Vec<_> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

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

fn check(case: &Path) -> Result<(), String> {
    let generated = emitted(case)?;
    let interesting: Vec<(String, String)> = generated
        .files
        .into_iter()
        .filter(is_interesting)
        .map(|file| (file.path, file.text))
        .collect();
    tests::golden_folder(&case.join("expected"), &interesting)
}

/// What differs from case to case in more than names; the rest is compiled all the same.
fn is_interesting(file: &File) -> bool {
    let boring = ["src/lib.rs", "src/exchanges.rs", "src/catalogue.rs"];
    let own = file.path.starts_with("src/") && !file.path.starts_with("src/runtime/");
    let no_patterns = file.path == "src/patterns.rs" && !file.text.contains("fn ");
    let no_parameters = file.path == "src/parameters.rs" && !file.text.contains("static ");
    own && !no_patterns && !no_parameters && !boring.contains(&file.path.as_str())
}

fn emitted(case: &Path) -> Result<Generated, String> {
    let options = Options {
        crate_name: name(case),
        complete: true,
        ..Options::default()
    };
    generate(tests::input(case), &options).map_err(|failed| {
        format!(
            "{}\n{}",
            case.display(),
            diagnostic::render(&failed.diagnostics, &failed.sources)
        )
    })
}

/// The package of a case: its folder's name without the number.
fn name(case: &Path) -> String {
    let folder = case.file_name().unwrap_or_default().to_string_lossy();
    folder
        .split_once('-')
        .map_or(folder.as_ref(), |(_, name)| name)
        .to_owned()
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
