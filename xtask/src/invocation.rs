//! The name of this program on the command line.

use std::env;
use std::path::{Path, PathBuf};

/// A file of this package.
const SOURCE: &str = "src/rerun.rs";

/// Returns the command that starts this program: in its own repository the alias, elsewhere its name.
pub(crate) fn name() -> &'static str {
    match package_dir() {
        Some(_) => "cargo xtask",
        None => PROGRAM,
    }
}

/// The name of the installed program.
pub(crate) const PROGRAM: &str = "openapi-crate";

/// Returns whether `project` is the repository of this program.
pub(crate) fn is_own_repository(project: &Path) -> bool {
    project.join("xtask").join(SOURCE).is_file()
}

/// Returns the folder of this package if cargo runs it from its sources.
pub(crate) fn package_dir() -> Option<PathBuf> {
    let is_this = env::var_os("CARGO_PKG_NAME").is_some_and(|name| name == env!("CARGO_PKG_NAME"));
    let dir = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").filter(|_| is_this)?);
    dir.join(SOURCE).is_file().then_some(dir)
}

/// Quotes `value` for a shell.
pub(crate) fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !value.is_empty() && value.chars().all(plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', "'\\''"))
    }
}
