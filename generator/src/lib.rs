//! From OpenAPI fragments to a Rust crate.
//!
//! Pure: bytes in, files and diagnostics out. No file system, network, clock, environment or process.

pub mod bundle;
pub mod compare;
pub mod correct;
pub mod diagnostic;
pub mod drift;
pub mod emit;
pub mod escape;
pub mod ir;
pub mod load;
pub mod lower;
pub mod name;
pub mod output;
pub mod parse;
pub mod pattern;
pub mod pipeline;
pub mod pointer;
pub mod references;
pub mod release;
pub mod report;
pub mod runtime;
#[cfg(test)]
mod runtime_tests;
mod service;
mod similar;
pub mod sync;
mod tree;
pub mod upgrade;
pub mod versions;
pub use load::SourceFile;
pub use output::{Failed, File, Generated, MARKER, Options};
pub use pipeline::{Model, generate, model};
