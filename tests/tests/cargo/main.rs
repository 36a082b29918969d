//! Tests that start cargo: emitted crates are compiled, documented and run.

mod all_fixtures;
mod any_name;
mod as_documented;
mod consumer;
mod drift_consumers;
mod emitted_client;
mod features;
mod full_api;
mod har_command;
mod installed_tool;
mod merged_crate;
mod nested;
mod public_items;
mod tls_provider;
