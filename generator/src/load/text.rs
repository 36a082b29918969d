//! The text of one input file, its tree, and where in it each node of the tree stands.

use super::outline::Outline;
use super::scan::Fault;
use super::{read, scan, table};
use crate::diagnostic::{Diagnostic, Location, Mark};
use crate::upgrade::MovedPointers;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The syntax of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Yaml,
    Json,
    Toml,
}

/// JSON pointers and where they stand.
pub(super) type Places = HashMap<String, Mark>;

/// A place in a file, as a reader looks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, counted from 1.
    pub line: usize,
    /// Column, counted from 1 in Unicode scalar values.
    pub column: usize,
    /// The whole line, without its end.
    pub text: String,
}

/// One file.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) name: String,
    pub(super) shown: String,
    text: String,
    format: Format,
    /// Where nodes were before the document was converted to OpenAPI 3.0.
    pub(super) moved: MovedPointers,
    outline: OnceLock<Outline>,
    places: OnceLock<Places>,
}

impl Text {
    /// The file, and the diagnostic that its first wrong byte deserves. A byte order mark is dropped.
    pub(super) fn decode(
        name: String,
        shown: String,
        format: Format,
        bytes: &[u8],
    ) -> (Self, Option<Diagnostic>) {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = String::from_utf8_lossy(bytes).into_owned();
        let invalid = std::str::from_utf8(bytes).err().map(|error| {
            let mark = mark_at(&text, error.valid_up_to());
            Diagnostic::error(
                "not-utf8",
                Location::in_text(&name, mark),
                format!("byte {} is not UTF-8", error.valid_up_to()),
                "save the file as UTF-8",
            )
        });
        (
            Self {
                name,
                shown,
                text,
                format,
                moved: MovedPointers::default(),
                outline: OnceLock::new(),
                places: OnceLock::new(),
            },
            invalid,
        )
    }

    /// The text as a tree, or everything that keeps it from being one.
    pub(super) fn tree(&self) -> Result<Value, Vec<Fault>> {
        match self.format {
            Format::Yaml => read::yaml(&self.text),
            Format::Json => read::json(&self.text),
            Format::Toml => table::read(&self.text),
        }
    }

    /// Line and column of a location.
    pub(super) fn mark_of(&self, at: &Location) -> Mark {
        let pointer = self.moved.original(&at.pointer);
        at.mark
            .or_else(|| self.outlined(&pointer))
            .unwrap_or_else(|| self.mark(&pointer))
    }

    /// Pointers of the merge keys.
    pub(super) fn merge_keys(&self) -> Vec<String> {
        if !self.text.contains("<<:") {
            return Vec::new();
        }
        let suffix = format!("/{}", read::MERGE);
        let places = self.places.get_or_init(|| self.places());
        let mut keys: Vec<String> = places
            .keys()
            .filter(|key| key.ends_with(&suffix))
            .cloned()
            .collect();
        keys.sort();
        keys
    }

    pub(super) fn position(&self, at: &Location) -> Position {
        let mark = self.mark_of(at);
        let line = self.text.split('\n').nth(mark.line - 1).unwrap_or_default();
        Position {
            line: mark.line,
            column: mark.column,
            text: line.trim_end_matches('\r').to_owned(),
        }
    }

    /// The place as far as the outline of the text shows it, which takes no scan.
    fn outlined(&self, pointer: &str) -> Option<Mark> {
        if self.format != Format::Yaml {
            return None;
        }
        let outline = self.outline.get_or_init(|| Outline::new(&self.text));
        outline.find(&self.text, pointer)
    }

    fn mark(&self, pointer: &str) -> Mark {
        let places = self.places.get_or_init(|| self.places());
        let mut pointer = pointer;
        loop {
            match (places.get(pointer), pointer.rfind('/')) {
                (Some(mark), _) => return *mark,
                (None, Some(end)) => pointer = &pointer[..end],
                (None, None) => return Mark { line: 1, column: 1 },
            }
        }
    }

    fn places(&self) -> Places {
        match self.format {
            Format::Yaml => scan::yaml(&self.text).places,
            Format::Json => scan::json(&self.text).places,
            Format::Toml => table::places(&self.text),
        }
    }
}

/// The mark of the character at byte `offset` of `text`, or the end of the text.
pub(super) fn mark_at(text: &str, offset: usize) -> Mark {
    let before = text.get(..offset).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Mark {
        line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
        column: before[start..].chars().count() + 1,
    }
}
