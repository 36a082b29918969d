//! The commands of this project: arguments, files and exit status around the pure generator.

pub mod atomic_write;
pub mod bench;
pub mod bundle;
mod clock;
mod context;
pub mod diagnostics;
mod diff;
mod digest;
pub mod drift;
mod fetch;
pub mod file_calls;
pub mod inspect;
pub mod lint;
mod outcome;
pub mod output_dir;
mod read_spec;
pub mod regen;
mod release;
pub mod sync;
pub mod versions;

pub use context::Context;
pub use outcome::{Refusal, Reply, Status};

/// The stack of a command, in bytes: enough for schemas that nest as deep as a document may.
pub const STACK: usize = 64 << 20;

/// The command line.
#[derive(Debug, clap::Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
pub struct CommandLine {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Refuse documents that are larger than this, in files, folders or from the network
    #[arg(long, global = true, value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=4096))]
    pub max_input: u64,
}

impl CommandLine {
    /// Runs the command in the current folder.
    pub fn run(self) -> Reply {
        let current_dir = std::env::current_dir().unwrap_or_default();
        self.command.run(&Context::new(current_dir, self.max_input << 20))
    }
}

/// Generates, follows upstream, lints.
#[derive(Debug, clap::Subcommand)]
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
    /// Runs it.
    pub fn run(self, context: &Context) -> Reply {
        let done = match self {
            Self::Regen(args) => regen::run(&args, context),
            Self::Sync(args) => sync::run(&args, context),
            Self::Drift(args) => drift::run(&args, context),
            Self::Versions(args) => versions::run(&args, context),
            Self::Bundle(args) => bundle::run(&args, context),
            Self::Lint(args) => lint::run(&args, context),
            Self::Inspect(args) => inspect::run(&args, context),
            Self::Bench(args) => bench::run(&args, context),
        };
        done.unwrap_or_else(Reply::from)
    }
}
