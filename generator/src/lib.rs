//! From OpenAPI fragments to a Rust crate.

pub mod diagnostic;
pub mod pattern;
pub mod runtime;
