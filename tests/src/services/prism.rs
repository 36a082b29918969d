//! Prism, the mock server: answers what a document says, and rejects requests that it does not allow.

use super::process::{Running, Scratch};
use super::{Absent, REQUIRE};
use generator::bundle::bundle;
use generator::diagnostic::Levels;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Where its entry stands in a folder that npm has filled.
const ENTRY: &str = "node_modules/@stoplight/prism-cli/dist/index.js";

/// A mock of the whole specification.
pub struct Prism {
    running: Running,
    _scratch: Scratch,
}

impl Prism {
    /// Starts it over the project's own fragments, bundled, with what `spec/corrections.toml` says. It keeps nothing
    /// between requests, so tests that run at the same time have one together; the last of them ends it.
    ///
    /// # Errors
    ///
    /// No node, or no npm to install it with.
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
        let entry = install()?;
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

    /// The port on which it listens.
    pub fn port(&self) -> u16 {
        self.running.port
    }
}

/// The fragments as one document.
///
/// # Panics
///
/// If they cannot be bundled.
pub fn document() -> String {
    let bundled = bundle(crate::specification(), true, &Levels::default());
    bundled.expect("fragments without a mistake").text
}

/// Prism's entry, installed as `npm/package-lock.json` pins it, if it is not there from an earlier run.
fn install() -> Result<PathBuf, Absent> {
    let home = crate::project("target/npm");
    let pinned = |folder: &Path| fs::read(folder.join("package-lock.json")).ok();
    let project = crate::project("tests/npm");
    if pinned(&home) != pinned(&project) || !home.join(ENTRY).is_file() {
        fetch(&project, &home)?;
    }
    Ok(home.join(ENTRY))
}

/// Fills a folder beside `home`, and puts it in place whole: a run that is interrupted leaves nothing half done.
fn fetch(project: &Path, home: &Path) -> Result<(), Absent> {
    let fresh = home.with_file_name(format!("npm-{}", std::process::id()));
    let failed = |error: std::io::Error| Absent::new(format!("Prism cannot be installed: {error}"));
    fs::create_dir_all(&fresh).map_err(failed)?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(project.join(name), fresh.join(name)).map_err(failed)?;
    }
    let installed = npm(&fresh);
    if installed.is_ok() {
        let _ = fs::remove_dir_all(home);
        fs::rename(&fresh, home).map_err(failed)?;
    }
    let _ = fs::remove_dir_all(&fresh);
    installed
}

fn npm(folder: &Path) -> Result<(), Absent> {
    let mut npm = Command::new("npm");
    npm.current_dir(folder)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    if std::env::var_os(REQUIRE).is_none() {
        // Somebody without a network wants to know soon.
        npm.arg("--fetch-retries=0");
    }
    let output = npm
        .output()
        .map_err(|error| Absent::new(format!("npm, which installs Prism, cannot be run: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Absent::new(format!("npm cannot install Prism: {}", said.trim())))
}
