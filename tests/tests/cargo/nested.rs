//! Cargo, as the tests start it.

use std::path::Path;
use std::process::Command;

/// Folders for what is compiled.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    /// The folder of the workspace. Programs are built there: their dependencies have been compiled for the tests.
    Workspace,
    /// A folder that emitted crates are only checked and documented in. A cargo that uses it does not wait for one that builds.
    Checks,
}

/// Returns cargo in `folder`, without access to the network. What it compiles is compiled once, so it keeps nothing for later
/// changes.
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
        // The settings of the workspace, without which nothing of it can be used again.
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    command
}

/// Runs `command`, and returns what it printed.
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
