//! Patterns of JSON Schema: ECMA-262 with the `u` flag, searched in the text unless they are anchored.

mod alphabet;
pub mod ast;
mod automaton;
mod compare;
mod escape;
mod formula;
mod minimise;
mod parse;
#[cfg(test)]
mod parse_tests;
mod program;
mod property;
mod scalars;

pub use ast::{Ast, Node, Note, ParseError};
pub use automaton::Automaton;
pub use compare::{Relation, compare};
pub use parse::parse;
pub use program::TooLarge;
pub use scalars::Scalars;
