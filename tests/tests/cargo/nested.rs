//! Nested runs of cargo.

use std::path::Path;
use std::process::Command;

/// Target folders.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// The folder of the workspace. Programs are built there: their dependencies have been compiled for the tests.
    Workspace,
    /// A folder in which emitted crates are only checked and documented. It is not blocked by a build of the workspace.
    Checks,
}

/// Returns cargo in `folder`, without access to the network. Everything is compiled once, so it is not
/// incremental.
pub(crate) fn cargo(folder: &Path, target: Target, arguments: &[&str]) -> Command {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let target = match target {
        Target::Workspace => temporary.parent().expect("it is in the target folder").to_owned(),
        Target::Checks => temporary.join("checks"),
    };
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(folder)
        .arg("--offline")
        .args(arguments)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        // The settings of the workspace, without which its artifacts could not be reused.
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    command
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
