//! Names: as the wire has them, and as Rust has them. The two never mix.

use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization as _;

/// A name as spelled in JSON, a path or a query.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WireName(pub String);

impl WireName {
    /// Returns the name as a string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for WireName {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for WireName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A valid Rust identifier that is not a keyword. Only [`crate::ident`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ident(String);

impl Ident {
    /// Makes an identifier of a valid string, in the form in which Rust compares identifiers (NFC).
    pub(crate) fn trusted(text: String) -> Self {
        match text.is_ascii() {
            true => Self(text),
            false => Self(text.nfc().collect()),
        }
    }

    /// Returns the name of a deserialized item that was stored without one; no emitted name equals it.
    pub(super) fn unknown() -> Self {
        Self("_".to_owned())
    }

    /// Returns the identifier as a string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
