//! Tests of the commands, most of them through the built binary.

#[cfg(unix)]
mod action;
mod bounds;
mod bundle;
mod drift;
mod failures;
mod hostile_names;
mod init;
mod inputs;
mod installed;
mod killed;
mod output_dir;
mod outside;
mod readme;
mod regen;
mod release;
mod sync;
mod terminal;
mod versions;

use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in `dir`: its exit status, standard output and standard error.
fn xtask(dir: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_openapi-crate"))
        .current_dir(dir)
        .args(args)
        .output()
        .expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}
