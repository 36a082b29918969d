//! Generates a Rust crate from an OpenAPI document: the commands of `openapi-crate`, and [`Generator`] for build
//! scripts.
//!
//! Arguments, files, network and exit status around the pure crate `generator`.

mod accept;
mod as_module;
pub mod atomic_write;
#[cfg(feature = "bench")]
pub mod bench;
pub mod bundle;
mod clock;
mod colors;
mod command_line;
mod context;
pub mod diagnostics;
mod diff;
mod digest;
mod documents;
pub mod drift;
mod fetch;
pub mod file_calls;
mod git;
pub mod init;
pub mod inspect;
pub mod interrupt;
mod invocation;
mod library;
pub mod lint;
#[cfg(feature = "manual")]
mod manual;
mod outcome;
pub mod output_dir;
mod progress;
mod read_spec;
pub mod regen;
mod release;
pub mod rerun;
pub mod sync;
pub mod versions;

pub use colors::Style;
pub use command_line::{Command, CommandLine};
pub use context::{Context, Verbosity};
pub use generator::diagnostic::Level;
pub use generator::parallel::STACK;
pub use library::{Generator, Written};
pub use outcome::{CliError, Outcome, Status};
