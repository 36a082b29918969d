//! Real services for tests of the client: a mock server, a web server, a browser, and our recording server.
//!
//! A missing service skips the tests that need it, with a message; if [`REQUIRE`] is set, it fails them.

mod apache;
mod browser;
mod http;
mod job_service;
mod npm;
mod prism;
mod process;
mod server;
mod tls;

pub use apache::{Apache, KEYS, Keys};
pub use browser::Browser;
pub use http::{Request, Response};
pub use job_service::{JobService, Refusal};
pub use prism::{Prism, document};
pub use process::Scratch;
pub use server::{Exchange, Server, forward};
pub use tls::{Authority, Certified};

use std::fmt;
use std::io::Write;

/// The environment variable that makes a missing program a failure, as in CI.
pub const REQUIRE: &str = "REQUIRE_TEST_PARTS";

/// The reason why a service is missing, starting with its name.
#[derive(Debug)]
pub struct Absent(String);

impl Absent {
    /// Returns the error for a missing service.
    pub fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns the service, or reports a skipped test and returns `None`.
///
/// # Panics
///
/// If the service is missing and [`REQUIRE`] is set.
pub fn needed<T>(part: Result<T, Absent>) -> Option<T> {
    match part {
        Ok(part) => Some(part),
        Err(absent) if std::env::var_os(REQUIRE).is_some() => {
            panic!("{absent}; {REQUIRE} says that it has to be there")
        }
        Err(absent) => {
            let thread = std::thread::current();
            let test = thread.name().unwrap_or("a test");
            // Bypasses the harness, which captures the output of passing tests.
            let _ = writeln!(std::io::stderr(), "skipped: {test}: {absent}");
            None
        }
    }
}
