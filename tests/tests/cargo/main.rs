//! Tests that start cargo: emitted crates are compiled, documented and run.

mod build_script;
mod consumer;
mod drift_consumers;
mod emitted_client;
mod features;
mod fixtures;
mod full_api;
mod har_command;
mod merged_crate;
mod names;
mod nested;
mod readme_program;
mod tls_provider;
