//! One input file: its content, its tree, and the position of each node.

use super::lines::Lines;
use super::locate_by_indent::Outline;
use super::places::Places;
use super::spans::Fault;
use super::underline::{Underline, underline};
use super::{json_spans, parse_tree, spans, toml_tree};
use crate::diagnostic::{Diagnostic, Location, Mark};
use crate::pointer;
use crate::upgrade::MovedPointers;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The syntax of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Yaml,
    Json,
    Toml,
}

/// The number of characters of a line that are shown before and after the marked one.
const AROUND: usize = 60;

/// The number of locations that are found by indentation, which walks the file for each, before the file is scanned
/// once, which takes as long as about a thousand walks.
const OUTLINED: usize = 256;

/// A position in a file, for a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, counted from 1.
    pub line: usize,
    /// Column, counted from 1 in Unicode scalar values.
    pub column: usize,
    /// The number of characters to underline, at least one.
    pub width: usize,
    /// The part of the line around the column.
    pub excerpt: Excerpt,
}

/// The part of a line around a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// Whether the line begins before it.
    pub cut_before: bool,
    /// The characters, without the end of the line.
    pub text: String,
    /// The number of characters before the column.
    pub caret: usize,
    /// Whether the line continues after it.
    pub cut_after: bool,
}

/// An input file.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) name: String,
    pub(super) shown: String,
    text: String,
    format: Format,
    /// The original locations of nodes in a document that was converted to OpenAPI 3.0.
    pub(super) moved: MovedPointers,
    lines: OnceLock<Lines>,
    outline: OnceLock<Outline>,
    places: OnceLock<Places>,
    outlined: Count,
}

/// Counts the lookups.
#[derive(Debug, Default)]
struct Count(AtomicUsize);

impl Clone for Count {
    fn clone(&self) -> Self {
        Self(AtomicUsize::new(self.0.load(Ordering::Relaxed)))
    }
}

impl Text {
    /// Returns the file, or a diagnostic for its first byte that is not UTF-8. A byte order mark is removed.
    pub(super) fn decode(
        name: String,
        shown: String,
        format: Format,
        mut bytes: Vec<u8>,
    ) -> (Self, Option<Diagnostic>) {
        if bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        let (text, invalid) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let mark = Lines::new(&text).mark(&text, valid);
                let at = Location::in_text(&name, mark);
                let message = format!("byte {valid} is not UTF-8");
                let problem = Diagnostic::new("not-utf8", at, message, "save the file as UTF-8");
                (text, Some(problem))
            }
        };
        (
            Self {
                name,
                shown,
                text,
                format,
                moved: MovedPointers::default(),
                lines: OnceLock::new(),
                outline: OnceLock::new(),
                places: OnceLock::new(),
                outlined: Count::default(),
            },
            invalid,
        )
    }

    /// Returns the tree of the file, or all its syntax errors.
    pub(super) fn tree(&self) -> Result<Value, Vec<Fault>> {
        match self.format {
            Format::Yaml => parse_tree::yaml(&self.text),
            Format::Json => parse_tree::json(&self.text),
            Format::Toml => toml_tree::read(&self.text),
        }
    }

    /// Returns line and column of a location.
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
        self.places.get_or_init(|| self.places()).named(parse_tree::MERGE)
    }

    pub(super) fn position(&self, at: &Location) -> Position {
        self.position_at(self.mark_of(at), 1)
    }

    /// Returns the position of a scalar value, of the key of a collection, or of any key if `key_only`.
    pub(super) fn underlined(&self, at: &Location, key_only: bool) -> Position {
        let mark = self.mark_of(at);
        if at.mark.is_some() {
            return self.position_at(mark, 1);
        }
        let pointer = self.moved.original(&at.pointer);
        let key = pointer::split_last(&pointer).map_or(Cow::Borrowed(""), |(_, key)| key);
        let [first, start] = [1, mark.column].map(|column| {
            let mark = Mark { column, ..mark };
            self.lines().byte(&self.text, mark)
        });
        let line = self.line(mark.line);
        let start = (start - first).min(line.len());
        let Underline { skip, width } = underline(line, start, &key, self.format, key_only);
        let column = mark.column + skip;
        self.position_at(Mark { column, ..mark }, width)
    }

    fn position_at(&self, mark: Mark, width: usize) -> Position {
        let excerpt = self.excerpt(mark);
        Position {
            line: mark.line,
            column: mark.column,
            width: width
                .min(excerpt.text.chars().count().saturating_sub(excerpt.caret))
                .max(1),
            excerpt,
        }
    }

    /// Returns line `number`, counted from 1, without its line break.
    pub(super) fn line(&self, number: usize) -> &str {
        let mark = Mark {
            line: number,
            column: 1,
        };
        let rest = &self.text[self.lines().byte(&self.text, mark)..];
        rest.split('\n').next().unwrap_or(rest).trim_end_matches('\r')
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.text))
    }

    fn excerpt(&self, mark: Mark) -> Excerpt {
        let first = mark.column.saturating_sub(AROUND).max(1);
        let [start, at] = [first, mark.column].map(|column| {
            let mark = Mark { column, ..mark };
            self.lines().byte(&self.text, mark)
        });
        let caret = self.text[start..at].chars().count();
        let mut rest = self.text[start..].chars();
        let text: String = rest
            .by_ref()
            .take(caret + AROUND)
            .take_while(|c| *c != '\n')
            .collect();
        let is_whole = text.chars().count() < caret + AROUND;
        Excerpt {
            cut_before: first > 1,
            cut_after: !is_whole && rest.next().is_some_and(|c| !matches!(c, '\r' | '\n')),
            text: text.trim_end_matches('\r').to_owned(),
            caret,
        }
    }

    /// Finds the position by indentation, without a scan, if the file is in block style.
    fn outlined(&self, pointer: &str) -> Option<Mark> {
        let is_scanned = self.places.get().is_some();
        if self.format != Format::Yaml || is_scanned {
            return None;
        }
        if self.outlined.0.fetch_add(1, Ordering::Relaxed) >= OUTLINED {
            return None;
        }
        let outline = self.outline.get_or_init(|| Outline::new(&self.text));
        outline.find(&self.text, pointer)
    }

    fn mark(&self, pointer: &str) -> Mark {
        self.places.get_or_init(|| self.places()).nearest(pointer)
    }

    fn places(&self) -> Places {
        match self.format {
            Format::Yaml => spans::yaml(&self.text).places,
            Format::Json => json_spans::scan(&self.text).places,
            Format::Toml => toml_tree::places(&self.text),
        }
    }
}
