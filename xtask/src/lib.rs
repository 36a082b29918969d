//! The commands of this project: arguments, files and exit status around the pure generator.

pub mod bench;
pub mod bundle;
pub mod diagnostics;
mod diff;
pub mod door;
pub mod drift;
mod fetch;
mod input;
pub mod inspect;
pub mod lint;
pub mod regen;
mod release;
mod reply;
pub mod sync;
mod today;
pub mod versions;

pub use reply::{Refusal, Reply, Status};

use std::path::Path;

/// Generates, follows upstream, lints.
#[derive(Debug, clap::Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
pub enum Command {
    /// Generate the crate from the specification
    Regen(regen::Args),
    /// Bring the fragments to another revision of upstream
    Sync(sync::Args),
    /// Say what upstream changed, and what that means
    Drift(drift::Args),
    /// Print which operation is served in which version, and until when
    Versions(versions::Args),
    /// Make one self-contained document of the fragments
    Bundle(bundle::Args),
    /// Hold the fragments against an independent OpenAPI linter
    Lint(lint::Args),
    /// Hold recorded traffic (an HTTP archive) against a generated crate
    Inspect(inspect::Args),
    /// Measure generating and building, whole processes, beside other generators
    Bench(bench::Args),
}

impl Command {
    /// Does it.
    pub fn run(self) -> Reply {
        let done = match self {
            Self::Regen(args) => regen::run(&args, project()),
            Self::Sync(args) => sync::run(&args, project()),
            Self::Drift(args) => drift::run(&args, project()),
            Self::Versions(args) => versions::run(&args, project()),
            Self::Bundle(args) => bundle::run(&args, project()),
            Self::Lint(args) => lint::run(&args, project()),
            Self::Inspect(args) => inspect::run(&args, project()),
            Self::Bench(args) => bench::run(&args, project()),
        };
        done.unwrap_or_else(Reply::from)
    }
}

/// The folder of this project.
fn project() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
