//! The name by which this program was called.

use std::env;
use std::path::PathBuf;

/// Returns the words that start this program: in its own repository the alias, elsewhere its name.
pub(crate) fn name() -> &'static str {
    match package_dir() {
        Some(_) => "cargo xtask",
        None => "openapi-crate",
    }
}

/// Returns the folder of this package if cargo runs it from its sources.
pub(crate) fn package_dir() -> Option<PathBuf> {
    let is_this = env::var_os("CARGO_PKG_NAME").is_some_and(|name| name == env!("CARGO_PKG_NAME"));
    let dir = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").filter(|_| is_this)?);
    dir.join("src/rerun.rs").is_file().then_some(dir)
}
