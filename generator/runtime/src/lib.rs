//! The runtime of emitted crates: drivers over the static descriptors that the generator writes.
//!
//! The generator embeds the sources of [`runtime`] and writes them into each crate that it emits. This crate has the
//! layout of an emitted one, so that `$crate::runtime` is the same path in both, and the runtime is compiled, linted
//! and tested here, once.
#![forbid(unsafe_code)]

pub mod runtime;
mod service;

#[cfg(feature = "mock")]
mod documented;

pub use runtime::*;
#[cfg(test)]
mod tests;
