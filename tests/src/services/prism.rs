//! Prism, the mock server: it responds according to a document, and rejects requests that the document does not allow.

use super::process::{Running, Scratch};
use super::{Absent, npm};
use generator::bundle::bundle;
use generator::diagnostic::Levels;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Its entry in a folder that npm has filled.
const ENTRY: &str = "node_modules/@stoplight/prism-cli/dist/index.js";

/// A mock of the whole specification.
pub struct Prism {
    running: Running,
    _scratch: Scratch,
}

impl Prism {
    /// Starts it with the project's own fragments, bundled, with `spec/corrections.toml` applied. It has no state
    /// between requests, so concurrent tests share one; the last of them stops it.
    ///
    /// # Errors
    ///
    /// Node is missing, or npm to install it.
    ///
    /// # Panics
    ///
    /// If the fragments cannot be bundled.
    pub fn start() -> Result<Arc<Self>, Absent> {
        static SHARED: Mutex<Weak<Prism>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(prism) = shared.upgrade() {
            return Ok(prism);
        }
        let prism = Arc::new(Self::alone()?);
        *shared = Arc::downgrade(&prism);
        Ok(prism)
    }

    fn alone() -> Result<Self, Absent> {
        let entry = npm::install(ENTRY)?;
        let scratch = Scratch::new("prism");
        let document = scratch.write("api.json", &document());
        let running = Running::start("Prism", &scratch, |port| {
            let mut node = Command::new("node");
            node.arg(&entry)
                .args(["mock", "--verboseLevel", "error", "--seed", "1"]);
            node.args(["--port", &port.to_string()]).arg(&document);
            node
        })?;
        Ok(Self {
            running,
            _scratch: scratch,
        })
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
