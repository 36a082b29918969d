//! Finds the locations of changes and remarks as users know them.

use crate::diagnostic::{Diagnostic, Location};
use crate::load::Sources;

/// A remark on upstream's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its location there.
    pub position: FilePosition,
    /// The remark, without its final period.
    pub message: String,
}

impl Note {
    pub(super) fn new(warning: &Diagnostic, sources: &Sources) -> Self {
        Self {
            position: FilePosition::new(&warning.at, sources),
            message: warning.message.clone(),
        }
    }
}

/// A location in a file as shown to the user; line and column are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePosition {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl FilePosition {
    /// Returns the location of the nearest existing node: `at` may name a keyword that the document does not have.
    pub(super) fn new(at: &Location, sources: &Sources) -> Self {
        let nearest = Location {
            pointer: existing(at, sources).to_owned(),
            ..at.clone()
        };
        let position = sources.position(&nearest);
        Self {
            file: sources.shown(&at.file).to_owned(),
            line: position.as_ref().map_or(1, |position| position.line),
            column: position.as_ref().map_or(1, |position| position.column),
        }
    }
}

/// Returns the longest start of a pointer that leads to a node.
fn existing<'a>(at: &'a Location, sources: &Sources) -> &'a str {
    let mut documents = sources.documents.iter();
    let mut pointer = at.pointer.as_str();
    if let Some(document) = documents.find(|document| document.path == at.file) {
        while document.tree.pointer(pointer).is_none() {
            pointer = pointer.rsplit_once('/').map_or("", |(start, _)| start);
        }
    }
    pointer
}

impl std::fmt::Display for FilePosition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}
