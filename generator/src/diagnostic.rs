//! What is wrong with an input, where, and how to mend it.

use std::fmt;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The output is complete and right; somebody should still look.
    Warning,
    /// The output would be wrong or incomplete: nothing is written.
    Error,
}

/// A place in an input file: the file and a JSON pointer (RFC 6901) into it.
///
/// Line and column are looked up from the file's text when the diagnostic is rendered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Path of the file, relative to the specification folder, with `/` between its parts.
    pub file: String,
    /// JSON pointer of the node; empty for the whole document.
    pub pointer: String,
}

impl Location {
    /// The node that `pointer` names in `file`.
    pub fn new(file: impl Into<String>, pointer: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            pointer: pointer.into(),
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.file, self.pointer)
    }
}

/// One thing that is wrong with the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Kebab-case name of the kind of mistake, stable across releases.
    pub code: &'static str,
    /// Whether output is still written.
    pub severity: Severity,
    /// Where the mistake stands.
    pub at: Location,
    /// What is wrong, as one sentence without its final stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Diagnostic {
    /// An error: nothing is written.
    pub fn error(
        code: &'static str,
        at: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity: Severity::Error,
            at,
            message: message.into(),
            help: help.into(),
        }
    }

    /// A warning: output is complete and right all the same.
    pub fn warning(
        code: &'static str,
        at: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity: Severity::Warning,
            at,
            message: message.into(),
            help: help.into(),
        }
    }
}
