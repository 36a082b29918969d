//! The syntax tree of a pattern, reduced to what affects matching.

use super::code_points::Scalars;

/// A part of a pattern. Groups, names and greediness are removed: they affect captures, not matching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// The empty string.
    Empty,
    /// One scalar value out of a set.
    Class(Scalars),
    /// `^`: the start of the string.
    Start,
    /// `$`: the end of the string.
    End,
    /// `\b` or, negated, `\B`.
    WordBoundary {
        /// Whether this is `\B`.
        negated: bool,
    },
    /// `(?=..)` or, negated, `(?!..)`.
    Look {
        /// Whether this is `(?!..)`.
        negated: bool,
        /// The look-ahead condition.
        node: Box<Node>,
    },
    /// `(?<=..)` or, negated, `(?<!..)`.
    Behind {
        /// Whether this is `(?<!..)`.
        negated: bool,
        /// The look-behind condition.
        node: Box<Node>,
    },
    /// One part after the other.
    Sequence(Vec<Node>),
    /// One part or another.
    Either(Vec<Node>),
    /// A part repeated.
    Repeat {
        /// The repeated node.
        node: Box<Node>,
        /// The minimum number of repetitions.
        min: u32,
        /// The maximum number of repetitions, or no limit.
        max: Option<u32>,
    },
}

/// A parsed pattern, with notes about tolerated syntax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ast {
    /// The tree of the whole pattern.
    pub root: Node,
    /// The tolerated constructs that the `u` flag forbids, in the order of the pattern.
    pub notes: Vec<Note>,
}

/// A construct that the grammar forbids but that has only one possible meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The position, in bytes from the start of the pattern.
    pub offset: usize,
    /// The problem, as a sentence.
    pub message: String,
}

/// The reason why a pattern is not supported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The position, in bytes from the start of the pattern.
    pub offset: usize,
    /// The problem.
    pub message: String,
    /// The fix.
    pub help: String,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "at byte {}: {}; {}", self.offset, self.message, self.help)
    }
}

impl std::error::Error for ParseError {}
