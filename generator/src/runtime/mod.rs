//! Hand-written Rust that is copied into the generated crate; compiled and tested where it stands.

pub mod pattern;
