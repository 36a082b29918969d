//! Diagnostics: the problem of an input, its location and its fix.

pub mod codes;
mod levels;

pub use levels::{Level, LevelError, Levels, apply};

use crate::pointer;
use std::fmt;

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The output is complete and correct, but should be reviewed.
    Warning,
    /// The output would be wrong or incomplete, so nothing is written.
    Error,
}

impl Severity {
    /// `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A line and a column, both counted from 1; columns count Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A location in an input file: the file and a JSON pointer (RFC 6901) into it.
///
/// Line and column are computed from the file's content when the diagnostic is rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Name of the file: `flex.yaml`, `rules.toml`.
    pub file: String,
    /// JSON pointer of the node; empty for the whole document.
    pub pointer: String,
    /// The position of a mistake that no pointer can name, in a file that could not be parsed.
    pub mark: Option<Mark>,
}

impl Location {
    /// Returns the node that `pointer` names in `file`.
    pub fn new(file: impl Into<String>, pointer: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            pointer: pointer.into(),
            mark: None,
        }
    }

    /// Returns a position in `file`, which could not be parsed.
    pub fn in_text(file: impl Into<String>, mark: Mark) -> Self {
        Self {
            file: file.into(),
            pointer: String::new(),
            mark: Some(mark),
        }
    }

    /// Returns the location of a child: `key` is a mapping's key or an item's index, not yet escaped.
    pub fn child(&self, key: &str) -> Self {
        Self::new(self.file.clone(), pointer::child(&self.pointer, key))
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.file, self.pointer)
    }
}

/// A problem with the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Kebab-case name of the kind of mistake, stable across releases.
    pub code: &'static str,
    /// Whether output is still written.
    pub severity: Severity,
    /// Location of the mistake.
    pub at: Location,
    /// The problem, as one sentence without its final period.
    pub message: String,
    /// The fix.
    pub help: String,
}

impl Diagnostic {
    /// Makes a diagnostic with the default level of its code in the registry, [`codes::CODES`].
    ///
    /// A code that is hidden by default is a warning until [`apply`] removes it.
    pub fn new(
        code: &'static str,
        at: Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let severity = match codes::code(code) {
            Some(known) => known.severity().unwrap_or(Severity::Warning),
            None => Severity::Error,
        };
        Self {
            code,
            severity,
            at,
            message: message.into(),
            help: help.into(),
        }
    }
}

/// Errors first, warnings second; each in the order in which they came.
pub fn split(diagnostics: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    diagnostics
        .into_iter()
        .partition(|one| one.severity == Severity::Error)
}
