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

/// A line and a column of a text, both counted from 1; columns count Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A place in an input file: the file and a JSON pointer (RFC 6901) into it.
///
/// Line and column are looked up from the file's text when the diagnostic is rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Name of the file: `flex.yaml`, `rules.toml`.
    pub file: String,
    /// JSON pointer of the node; empty for the whole document.
    pub pointer: String,
    /// Where in the text, for a mistake that no pointer can name: a file that did not become a tree.
    pub mark: Option<Mark>,
}

impl Location {
    /// The node that `pointer` names in `file`.
    pub fn new(file: impl Into<String>, pointer: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            pointer: pointer.into(),
            mark: None,
        }
    }

    /// A place in the text of `file`, which could not be read as a tree.
    pub fn in_text(file: impl Into<String>, mark: Mark) -> Self {
        Self {
            file: file.into(),
            pointer: String::new(),
            mark: Some(mark),
        }
    }

    /// The node one step below this one: `key` is a mapping's key or an item's index, not yet escaped.
    pub fn child(&self, key: &str) -> Self {
        Self::new(self.file.clone(), format!("{}/{}", self.pointer, escape(key)))
    }
}

/// `key` as one reference token of a JSON pointer (RFC 6901, section 3).
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
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

/// Kinds of error that `--lenient` turns into warnings: what they are about is left out, left to the caller to write, or
/// gets a number for a name, and the rest is as right as without it.
const LENIENT: &[&str] = &[
    "bad-pattern",
    "contradicting-types",
    "endless-type",
    "name-collision",
    "no-name",
    "unknown-keyword",
    "unsupported-alternatives",
    "unsupported-enum",
    "unsupported-keyword",
    "unsupported-parameter",
];

impl Diagnostic {
    /// The same, as a warning, if it is of a kind that cannot make the rest wrong.
    #[must_use]
    pub fn lenient(mut self) -> Self {
        if LENIENT.contains(&self.code) {
            self.severity = Severity::Warning;
            self.help.truncate(without_advice(&self.help));
        }
        self
    }

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

/// How much of a help text is left without its last part, if that speaks of `--lenient`, which whoever reads it has given.
fn without_advice(help: &str) -> usize {
    let advice = help
        .find("`--lenient`")
        .and_then(|at| help[..at].rfind([',', ';']));
    advice.unwrap_or(help.len())
}

/// Errors first, warnings second; each in the order in which they came.
pub fn split(diagnostics: Vec<Diagnostic>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    diagnostics
        .into_iter()
        .partition(|one| one.severity == Severity::Error)
}
