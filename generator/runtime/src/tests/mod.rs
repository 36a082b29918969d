//! Tests of the runtime with a sample of emitted code.
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
#[allow(unreachable_pub, reason = "what is emitted is public")]
mod sample;
mod targets;
