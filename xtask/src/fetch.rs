//! Documents from elsewhere.

use std::fs;

/// The bytes of the document at `from`, a path.
///
/// # Errors
///
/// A sentence about what cannot be read.
pub(crate) fn read(from: &str) -> Result<Vec<u8>, String> {
    fs::read(from).map_err(|error| format!("cannot read `{from}`: {error}"))
}
