//! Tests of the runtime with a sample of emitted code, which `cargo xtask regen` writes from `generator/runtime/sample`.
//!
//! They are outside of the runtime's folder, because every file of that folder is copied into emitted crates.

mod additional;
mod bodies;
mod client;
mod constants;
mod frames;
mod http;
mod inspect;
mod parameter_table;
mod parameters;
mod records;
mod rules;
#[allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "emitted code is public, and the tests need a part of it"
)]
#[rustfmt::skip]
mod sample;
mod targets;
