//! Tests against real services: Prism (a mock server for OpenAPI), Apache (HTTP digest authentication) and Chromium.
//! Each is skipped with a message if the service is not installed, and fails if `REQUIRE_TEST_PARTS` is set.

mod all_examples;
mod calls;
#[path = "../generated/clients.rs"]
mod clients;
mod digest;
mod downloads;
mod drift_page;
mod prism;
