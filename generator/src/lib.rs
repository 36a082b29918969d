#![doc = include_str!("../README.md")]

pub mod bundle;
pub mod compare;
pub mod corrections;
pub mod diagnostic;
mod document;
pub mod drift;
pub mod edit_distance;
pub mod emit;
pub mod escape;
pub mod ident;
pub mod ir;
pub mod load;
pub mod lower;
pub mod output;
pub mod pattern;
pub mod pipeline;
pub mod pointer;
pub mod references;
pub mod release;
pub mod selector;
pub mod sync;
pub mod upgrade;
pub mod validate;
pub mod versions;
pub use load::SourceFile;
pub use output::{Failed, File, GENERATED_BY, Generated, MARKER, Options, signed};
pub use pipeline::{Model, generate, model};
