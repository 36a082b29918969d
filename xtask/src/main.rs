//! `cargo xtask`: the commands of this project.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::Command::parse().run().print()
}
