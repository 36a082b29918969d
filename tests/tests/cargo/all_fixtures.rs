//! The crates of all fixtures compile: clippy and rustdoc report no warning.
//!
//! They are modules of one crate, which shares the runtime. Two are separate crates too: the smallest, because an
//! unused item of the runtime is only a warning there, and the one with hostile descriptions, whose doctests run.

use super::merged_crate;
use super::nested::{Target, cargo, output};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tests::fixture::{emitted, name};

/// The fixture that uses the fewest parts of the runtime.
const SMALLEST: &str = "an-enum-of-hundreds";
/// The fixture whose descriptions contain code that does not compile: its doctest would fail.
const HOSTILE: &str = "texts-that-try-to-become-code";
/// The crates that are checked; of the hostile one only the doctests are of interest, the rest is in the merged one.
const CHECKED: [&str; 3] = ["--workspace", "--exclude", HOSTILE];
/// All that features add.
const ALL: [&str; 3] = ["--no-default-features", "--features", tests::FEATURES];

#[test]
fn the_crates_of_all_fixtures_compile_without_a_warning() {
    for features in [&[&ALL[..], &["--all-targets"]].concat()[..], &[]] {
        let clippy = ["clippy", "--quiet", "--keep-going"];
        let command = [&clippy, &CHECKED[..], features, &["--", "-D", "warnings"]].concat();
        run(Target::Checks("fixtures"), &command);
    }
}

/// In a target folder of its own, so that it does not wait for clippy.
#[test]
fn the_crates_of_all_fixtures_are_documented_without_a_warning() {
    let doc = [&["doc", "--quiet", "--no-deps"], &CHECKED[..], &ALL].concat();
    run(Target::Checks("fixture-docs"), &doc);
}

#[test]
fn code_in_descriptions_is_not_run() {
    let doctests = run(Target::Program, &["test", "--quiet", "--doc", "-p", HOSTILE]);
    let ran = doctests.contains("test result: ok.") && !doctests.contains("running 0 tests");
    assert!(ran, "no doctest ran:\n{doctests}");
}

/// The merged crate, the smallest one and the hostile one, written as a workspace.
static WORKSPACE: LazyLock<PathBuf> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    let crates: Vec<_> = tests::cases("fixtures")
        .iter()
        .map(|case| {
            let mut files = emitted(case).expect("the goldens say why not").files;
            // A complete crate is the root of a workspace. Clippy takes `--all-targets` as tests and as benchmarks, and would
            // compile everything a second time.
            if let Some(manifest) = files.iter_mut().find(|file| file.path == "Cargo.toml") {
                let text = manifest.text.replace("[workspace]", "");
                manifest.text = text.replace("[lib]\n", "[lib]\nbench = false\n");
            }
            (name(case), files)
        })
        .collect();
    merged_crate::write(&root.join("merged"), "merged", &crates);
    for (name, files) in crates
        .iter()
        .filter(|(name, _)| name == SMALLEST || name == HOSTILE)
    {
        for file in files {
            tests::write(&root.join(name).join(&file.path), &file.text)
                .expect("the target folder can be written to");
        }
    }
    let manifest =
        format!("[workspace]\nresolver = \"3\"\nmembers = [\"merged\", \"{SMALLEST}\", \"{HOSTILE}\"]\n");
    tests::write(&root.join("Cargo.toml"), &manifest).expect("the target folder can be written to");
    std::fs::copy(tests::project("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the project has a lock file");
    root
});

/// Runs cargo in the workspace of fixtures, and returns its output.
fn run(target: Target, arguments: &[&str]) -> String {
    let mut command = cargo(&WORKSPACE, target, arguments);
    command.env("RUSTDOCFLAGS", "-D warnings");
    output(command)
}
