//! Nested runs of cargo.

use generator::File;
use std::path::Path;
use std::process::Command;

/// Target folders.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// The folder of the workspace, for a member of it: everything that it depends on has been compiled for the tests.
    Member,
    /// The same folder, for a program that is not a member: of what it depends on, everything has been compiled that has the
    /// same features.
    Program,
    /// A folder for the crates of all fixtures, the checks of which take longest.
    Fixtures,
    /// A folder in which other emitted crates are only checked and documented. It is not blocked by a build of the workspace.
    Checks,
}

/// Returns cargo in `folder`. Everything is compiled once, so it is not incremental.
///
/// The versions are those of a lock file, most of which the tests themselves have downloaded. It may download the others: on
/// a new machine nothing has fetched a dependency that only an unusual feature enables.
pub(crate) fn cargo(folder: &Path, target: Target, arguments: &[&str]) -> Command {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let workspace = temporary.parent().expect("it is in the target folder");
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(folder).args(arguments);
    let is_member = matches!(target, Target::Member);
    let target = match target {
        Target::Member | Target::Program => workspace.to_owned(),
        Target::Checks => temporary.join("checks"),
        Target::Fixtures => temporary.join("fixtures/target"),
    };
    command.env("CARGO_TARGET_DIR", target);
    if !is_member {
        // The settings of the workspace, without which its artifacts could not be reused.
        command
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
    }
    command
}

/// Writes an emitted crate with the lock file of the project, in place of an earlier one.
///
/// # Panics
///
/// If a file cannot be written.
pub(crate) fn write_crate(root: &Path, files: &[File]) {
    let _ = std::fs::remove_dir_all(root.join("src"));
    for file in files {
        tests::write(&root.join(&file.path), &file.text).expect("the target folder can be written to");
    }
    std::fs::copy(tests::project("Cargo.lock"), root.join("Cargo.lock"))
        .expect("the project has a lock file");
}

/// Writes an emitted crate for a check: a warning is an error, and no provider of cryptography is a default.
///
/// # Panics
///
/// If a file cannot be written.
pub(crate) fn write_checked_crate(root: &Path, mut files: Vec<File>) {
    for file in files.iter_mut().filter(|file| file.path == "Cargo.toml") {
        let text = file.text.replace("    \"ring\",\n", "");
        file.text = text + "\n[lints.rust]\nwarnings = \"deny\"\n";
    }
    write_crate(root, &files);
}

/// Runs `command`, and returns its output.
///
/// # Panics
///
/// If it fails, with its messages.
pub(crate) fn output(mut command: Command) -> String {
    let output = command.output().expect("cargo runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}:\n{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
