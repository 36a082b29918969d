//! Tests of the committed crate with all its features, against scripted servers in this process.

mod body_oracle;
mod client;
mod clients;
mod ergonomics;
mod examples;
mod fuzz;
mod har;
mod service_facts;
mod tls;
