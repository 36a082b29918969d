//! Checks that a file is an HTTP archive.

use generator::diagnostic::{Diagnostic, Location};
use generator::{SourceFile, load};
use serde_json::Value;

/// An archive, or the reasons why a file is not one.
pub(super) struct Archive {
    file: SourceFile,
}

impl Archive {
    /// Parses a file as an archive.
    pub(super) fn new(file: SourceFile) -> Self {
        Self { file }
    }

    /// Returns the name by which diagnostics refer to the file.
    pub(super) fn name(&self) -> &str {
        &self.file.path
    }

    /// Returns all errors of the file as an archive.
    pub(super) fn faults(&self) -> Vec<Diagnostic> {
        let bytes = &self.file.bytes;
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if serde_json::from_slice(text).is_ok_and(|archive| check("", &archive).is_empty()) {
            return Vec::new();
        }
        let (_, tree) = load::json(self.file.clone());
        tree.map_or_else(|faults| faults, |archive| check(self.name(), &archive))
    }

    /// Returns the sources with which diagnostics are rendered.
    pub(super) fn sources(self) -> load::Sources {
        load::json(self.file).0
    }
}

/// Reports a missing list of entries, and entries that cannot be distinguished.
fn check(file: &str, archive: &Value) -> Vec<Diagnostic> {
    let Some(Value::Array(entries)) = archive.pointer("/log/entries") else {
        let help = "give a HAR file, as a browser's network panel saves it";
        let message = "not an HTTP archive: it has no list `log.entries`";
        let at = Location::new(file, "/log/entries");
        return vec![Diagnostic::new("not-an-archive", at, message, help)];
    };
    let missing = |(index, entry): (usize, &Value)| {
        ["method", "url"]
            .into_iter()
            .filter(|name| !entry["request"][name].is_string())
            .map(|name| {
                let at = Location::new(file, format!("/log/entries/{index}/request/{name}"));
                let message = format!("entry {index} has no string `request.{name}`");
                let help = "record the exchange again, or remove the entry";
                Diagnostic::new("bad-entry", at, message, help)
            })
            .collect::<Vec<_>>()
    };
    entries.iter().enumerate().flat_map(missing).collect()
}
