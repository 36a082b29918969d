//! Packages of npm, installed as `npm/package-lock.json` pins them.

use super::{Absent, REQUIRE};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Returns the path of `entry`, a file of an installed package; the packages are installed if they are not there from
/// an earlier run.
///
/// # Errors
///
/// No npm, or no network.
pub(super) fn install(entry: &str) -> Result<PathBuf, Absent> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let home = crate::project("target/npm");
    let pinned = |folder: &Path| fs::read(folder.join("package-lock.json")).ok();
    let project = crate::project("tests/npm");
    if pinned(&home) != pinned(&project) || !home.join(entry).is_file() {
        fetch(&project, &home)?;
    }
    Ok(home.join(entry))
}

/// Fills a folder next to `home`, and renames it when it is complete, so that an interrupted run leaves no partial one.
fn fetch(project: &Path, home: &Path) -> Result<(), Absent> {
    let fresh = home.with_file_name(format!("npm-{}", std::process::id()));
    let failed = |error: std::io::Error| Absent::new(format!("npm's packages cannot be installed: {error}"));
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
        // Without a network, fail fast.
        npm.arg("--fetch-retries=0");
    }
    let output = npm
        .output()
        .map_err(|error| Absent::new(format!("npm cannot be run: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let reported = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Absent::new(format!(
        "npm cannot install packages: {}",
        reported.trim()
    )))
}
