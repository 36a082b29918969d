//! Prism, the mock server: it responds according to a document, and rejects requests that the document does not allow.

use super::process::{Running, Scratch};
use super::{Absent, npm};
use generator::bundle::bundle;
use generator::diagnostic::Levels;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

/// Its entry in a folder that npm has filled.
const ENTRY: &str = "node_modules/@stoplight/prism-cli/dist/index.js";

/// A module that exits when the standard input ends: no destructor runs for a value that tests share, but the system closes the
/// pipe with the process of the tests.
const WATCH: &str = "data:text/javascript,process.stdin.on('end',()=>process.exit()).resume()";

/// A mock of the whole specification.
pub struct Prism {
    running: Running,
}

impl Prism {
    /// Starts it with the project's own fragments, bundled, with `spec/corrections.toml` applied. It has no state
    /// between requests, so all tests share one, which ends with their process.
    ///
    /// # Errors
    ///
    /// Node is missing, or npm to install it.
    ///
    /// # Panics
    ///
    /// If the fragments cannot be bundled.
    pub fn start() -> Result<Arc<Self>, Absent> {
        static SHARED: Mutex<Option<Arc<Prism>>> = Mutex::new(None);
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(prism) = &*shared {
            return Ok(Arc::clone(prism));
        }
        let prism = Arc::new(Self::alone()?);
        *shared = Some(Arc::clone(&prism));
        Ok(prism)
    }

    fn alone() -> Result<Self, Absent> {
        let entry = npm::install(ENTRY)?;
        let scratch = Scratch::new("prism");
        let document = scratch.write("api.json", &document());
        let running = Running::start("Prism", &scratch, |port| {
            let mut node = Command::new("node");
            node.args(["--import", WATCH]).arg(&entry);
            node.args(["mock", "--verboseLevel", "error", "--seed", "1"]);
            node.args(["--port", &port.to_string()]).arg(&document);
            node
        })?;
        // The folder is dropped here: a program that listens has read its document.
        Ok(Self { running })
    }

    /// Returns the port on which it listens.
    pub fn port(&self) -> u16 {
        self.running.port
    }
}

/// Returns the fragments as one document.
///
/// # Panics
///
/// If they cannot be bundled.
pub fn document() -> String {
    let bundled = bundle(crate::specification(), true, &Levels::default());
    bundled.expect("fragments without a mistake").text
}
