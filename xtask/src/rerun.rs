//! Runs the same command line in a build of this program with all features.
//!
//! `cargo xtask` builds without rarely used features, so that its first run is fast.

use crate::{CliError, Outcome, Status, invocation};
use std::env;
use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal};
use std::process::Command;

/// Set for the second program, which must not start a third one.
const GUARD: &str = "OPENAPI_CRATE_RERUN";

/// The arguments of a command that this program was built without; the program that has it parses them.
#[cfg(not(all(feature = "bench", feature = "manual")))]
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _args: Vec<OsString>,
}

/// Runs the command line again, in a program with `feature`.
///
/// # Errors
///
/// Returns an error outside the repository, and where cargo does not build or run.
pub(crate) fn with(feature: &str) -> Result<Outcome, CliError> {
    let dir = invocation::package_dir().filter(|_| env::var_os(GUARD).is_none());
    let dir = dir.ok_or_else(|| missing(feature))?;
    if std::io::stderr().is_terminal() {
        eprintln!("note: this command needs the feature `{feature}`, which is built first");
    }
    let mut command = cargo_run();
    command.arg("--manifest-path").arg(dir.join("Cargo.toml"));
    if cfg!(windows) {
        // Windows cannot replace a running program.
        command
            .arg("--target-dir")
            .arg(dir.join("../target/all-features"));
    }
    command.arg("--").args(env::args_os().skip(1)).env(GUARD, "1");
    let status = command.status().map_err(|error| no_cargo(&error))?;
    let status = match status.code() {
        Some(0) => Status::Done,
        Some(1) => Status::Found,
        _ => Status::Bad,
    };
    Ok(Outcome::new(status))
}

/// Returns cargo, without the variables that describe this package: build scripts that depend on them, such as that of `ring`,
/// would run again, and everything above them would be compiled again.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    command
}

/// Returns `cargo run`, which shows its progress on a terminal only.
pub(crate) fn cargo_run() -> Command {
    let mut command = cargo();
    command.arg("run");
    if !std::io::stderr().is_terminal() {
        command.arg("--quiet");
    }
    command
}

fn missing(feature: &str) -> CliError {
    CliError::new(
        format!("this program was built without its feature `{feature}`"),
        format!("build it with `--features {feature}`; `cargo install` without options has all features"),
    )
}

/// Returns the error of a cargo that cannot be started.
pub(crate) fn no_cargo(error: &std::io::Error) -> CliError {
    let help = match error.kind() {
        ErrorKind::NotFound => "install Rust with rustup, which includes cargo",
        _ => "check that cargo runs in this folder",
    };
    CliError::new(format!("cannot run cargo: {error}"), help)
}
