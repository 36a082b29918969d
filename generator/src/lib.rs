//! From OpenAPI fragments to a Rust crate.

pub mod correct;
pub mod diagnostic;
pub mod ir;
pub mod load;
pub mod lower;
pub mod name;
pub mod output;
pub mod parse;
pub mod pattern;
pub mod pointer;
pub mod runtime;
