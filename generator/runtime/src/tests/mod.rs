//! The runtime at work on a sample of what is emitted.
//!
//! They stand beside the runtime and not in it, because every file of that folder is copied into emitted crates.

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
#[allow(unreachable_pub, reason = "what is emitted is public")]
mod sample;
mod targets;
