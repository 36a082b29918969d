//! From OpenAPI fragments to a Rust crate.

pub mod diagnostic;
pub mod runtime;
