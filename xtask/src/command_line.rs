//! The command line: global options, and the command that it names.

#[cfg(feature = "bench")]
use crate::bench;
use crate::diagnostics::Format;
#[cfg(feature = "manual")]
use crate::manual;
use crate::progress::Progress;
use crate::{
    CliError, Context, Outcome, Style, Verbosity, bundle, colors, drift, init, inspect, invocation, lint,
    regen, rerun, sync, versions,
};
use clap::{CommandFactory, FromArgMatches};
use std::path::PathBuf;

/// Generates a Rust crate from an OpenAPI document, and reports what a new document changes.
///
/// Exit status: 0 nothing was found, 1 something was found, 2 bad input or usage (nothing was written).
#[derive(Debug, clap::Parser)]
#[command(name = "openapi-crate", version)]
pub struct CommandLine {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
    /// Refuse documents that are larger than this, in files, folders or from the network
    #[arg(long, global = true, help_heading = "Global options", value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=4096))]
    pub max_input: u64,
    /// Read facts about the API that its document does not state from this file, which has the form of
    /// `spec/conventions.toml`
    #[arg(long, global = true, help_heading = "Global options", value_name = "FILE")]
    pub conventions: Option<PathBuf>,
    /// When to color the output; `NO_COLOR` is respected
    #[arg(
        long,
        global = true,
        help_heading = "Global options",
        value_enum,
        default_value_t,
        value_name = "WHEN"
    )]
    pub color: colors::When,
    /// Print errors and results only: no warnings, no summary, no progress
    #[arg(
        short,
        long,
        global = true,
        help_heading = "Global options",
        conflicts_with = "verbose"
    )]
    pub quiet: bool,
    /// Print every diagnostic, not only the first ones of each code
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub verbose: bool,
}

impl CommandLine {
    /// Returns the definition of the command line, with the name by which it was called.
    pub(crate) fn definition() -> clap::Command {
        let name = invocation::name();
        let examples = format!(
            "Examples:\n  {name} init openapi.yaml                           make a project of a document\n  \
             {name} regen                                       write the crate of the project\n  \
             {name} regen --spec openapi.yaml --out petstore    write a crate without a project\n  \
             {name} drift --upstream new.yaml                   report what a new document changes"
        );
        Self::command().bin_name(name).after_help(examples)
    }

    /// Parses the arguments of this process; exits if they are wrong or request help.
    pub fn from_args() -> Self {
        let color = colors::When::of_args(std::env::args_os()).of_clap();
        let matches = Self::definition().color(color).get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }

    /// Returns how the output is colored.
    pub fn style(&self) -> Style {
        Style::new(self.color)
    }

    /// Runs the command in the current folder.
    pub fn run(self) -> Outcome {
        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        };
        let current_dir = std::env::current_dir().unwrap_or_default();
        let context = Context::new(current_dir, self.max_input << 20)
            .with_verbosity(verbosity)
            .with_conventions(self.conventions);
        let outcome = self.command.run(&context);
        match verbosity {
            Verbosity::Quiet => outcome.quiet(),
            _ => outcome,
        }
    }
}

/// Generates, follows upstream, lints.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Make a project of an OpenAPI document, and report what it contains
    Init(init::Args),
    /// Generate the crate from the specification
    Regen(regen::Args),
    /// Bring the specification to another revision of upstream
    Sync(sync::Args),
    /// Report what upstream changed, and what that means for clients and users
    Drift(drift::Args),
    /// Print which operation is served in which version, and until when
    Versions(versions::Args),
    /// Write the specification as one self-contained document
    Bundle(bundle::Args),
    /// Check the fragments with an independent OpenAPI linter
    Lint(lint::Args),
    /// Check recorded traffic (an HTTP archive) against a generated crate
    Inspect(inspect::Args),
    /// Measure generating and building, whole processes, next to other generators
    #[cfg(feature = "bench")]
    Bench(bench::Args),
    /// Measure generating and building, whole processes, next to other generators
    #[cfg(not(feature = "bench"))]
    #[command(disable_help_flag = true)]
    Bench(rerun::Args),
    /// Print the completions of a shell
    #[cfg(feature = "manual")]
    Completions(manual::CompletionArgs),
    /// Print the completions of a shell
    #[cfg(not(feature = "manual"))]
    #[command(disable_help_flag = true)]
    Completions(rerun::Args),
    /// Print the manual page, or write the pages of all commands
    #[cfg(feature = "manual")]
    Man(manual::ManArgs),
    /// Print the manual page, or write the pages of all commands
    #[cfg(not(feature = "manual"))]
    #[command(disable_help_flag = true)]
    Man(rerun::Args),
}

impl Command {
    /// Runs the command. A command that needs a missing feature is run in a program that has it.
    pub fn run(self, context: &Context) -> Outcome {
        let format = self.format();
        let done = {
            let _progress = self.activity().map(|activity| Progress::start(activity, context));
            self.try_run(context)
        };
        let done = done.or_else(|error| match error.feature {
            Some(feature) => rerun::with(feature),
            None => Err(error),
        });
        done.unwrap_or_else(|error| Outcome::bad(format.error(&error)))
    }

    /// Returns how the command writes errors.
    fn format(&self) -> Format {
        match self {
            Self::Init(args) => args.format,
            Self::Regen(args) => args.diagnostics.format,
            Self::Sync(args) => args.diagnostics.format,
            Self::Drift(args) => args.format.of_diagnostics(),
            Self::Versions(args) => args.format.of_diagnostics(),
            Self::Bundle(args) => args.diagnostics.format,
            Self::Lint(args) => args.format,
            Self::Inspect(args) => args.diagnostics.format,
            #[cfg(feature = "bench")]
            Self::Bench(args) => args.format.of_diagnostics(),
            #[cfg(feature = "manual")]
            Self::Completions(args) => args.format,
            #[cfg(feature = "manual")]
            Self::Man(args) => args.format,
            // A program with all features reports their errors.
            #[cfg(not(all(feature = "bench", feature = "manual")))]
            _ => Format::Text,
        }
    }

    fn try_run(self, context: &Context) -> Result<Outcome, CliError> {
        match self {
            Self::Init(args) => init::run(&args, context),
            Self::Regen(args) => regen::run(&args, context),
            Self::Sync(args) => sync::run(&args, context),
            Self::Drift(args) => drift::run(&args, context),
            Self::Versions(args) => versions::run(&args, context),
            Self::Bundle(args) => bundle::run(&args, context),
            Self::Lint(args) => lint::run(&args, context),
            Self::Inspect(args) => inspect::run(&args, context),
            #[cfg(feature = "bench")]
            Self::Bench(args) => bench::run(&args, context),
            #[cfg(not(feature = "bench"))]
            Self::Bench(_) => Err(CliError::needs("bench")),
            #[cfg(feature = "manual")]
            Self::Completions(args) => Ok(manual::completions(&args)),
            #[cfg(feature = "manual")]
            Self::Man(args) => manual::man(&args),
            #[cfg(not(feature = "manual"))]
            Self::Completions(_) | Self::Man(_) => Err(CliError::needs("manual")),
        }
    }

    /// Returns the activity to show while the command runs; `None` if another program shows its own progress.
    fn activity(&self) -> Option<&'static str> {
        Some(match self {
            Self::Init(_) | Self::Versions(_) => "reading",
            Self::Regen(_) => "generating",
            Self::Sync(_) => "synchronizing",
            Self::Drift(_) => "comparing",
            Self::Bundle(_) => "bundling",
            Self::Bench(_) => "measuring",
            Self::Lint(_) | Self::Inspect(_) | Self::Completions(_) | Self::Man(_) => return None,
        })
    }
}
