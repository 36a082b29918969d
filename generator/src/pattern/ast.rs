//! The syntax tree of a pattern, reduced to what decides whether a text matches.

use super::code_points::Scalars;

/// One part of a pattern. Groups, names and greediness are gone: they change what is captured, not what matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// The empty text.
    Empty,
    /// One scalar value out of a set.
    Class(Scalars),
    /// `^`: the start of the text.
    Start,
    /// `$`: the end of the text.
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
        /// The least number of repetitions.
        min: u32,
        /// The greatest number of repetitions, or no limit.
        max: Option<u32>,
    },
}

/// A pattern that was parsed: the tree and what was odd about its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ast {
    /// The tree of the whole pattern.
    pub root: Node,
    /// The tolerated constructs that the `u` flag forbids, in the order of the pattern.
    pub notes: Vec<Note>,
}

/// Something in a pattern that is wrong by the letter but has only one possible meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where, in bytes from the start of the pattern.
    pub offset: usize,
    /// The problem, as a sentence.
    pub message: String,
}

/// Why a text is not a pattern that we understand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Where, in bytes from the start of the pattern.
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
