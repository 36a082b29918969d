//! Patterns of JSON Schema: ECMA-262 with the `u` flag, not anchored by default.
//!
//! They are compiled to Rust code, and compared.

mod alphabet;
mod alternating;
pub mod ast;
mod automaton;
mod bounds;
mod budget;
mod code_points;
mod compare;
pub mod emit;
mod escape;
mod example;
mod flags;
mod lower;
mod minimize;
mod nfa;
mod parse;
#[cfg(test)]
mod parse_tests;
mod property;
mod runs;

pub use ast::{Ast, Node, Note, ParseError};
pub use automaton::Automaton;
pub use budget::Budget;
pub use code_points::Scalars;
pub use compare::{Relation, relation};
pub use example::examples;
pub use lower::{Lowered, Table, lower};
pub use nfa::TooLarge;
pub use parse::parse;
pub use runs::{Run, Runs};

/// Replaces each doubled backslash by a single one, if the result is a valid pattern.
///
/// A string that was escaped twice (`\\d` as data for `\d`) is still valid syntax, but rejects the
/// examples of its author.
pub fn suggest_undoubled(text: &str) -> Option<String> {
    let undoubled = text.replace(r"\\", r"\");
    (undoubled != text && parse(&undoubled).is_ok()).then_some(undoubled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_doubled_patterns_are_undoubled() {
        assert_eq!(
            suggest_undoubled(r"^\\d{4}(?:\\.\\d+)?$").as_deref(),
            Some(r"^\d{4}(?:\.\d+)?$")
        );
        assert_eq!(suggest_undoubled(r"^\d{4}$"), None);
        assert_eq!(suggest_undoubled(r"^\\q$"), None, "a `q` cannot be escaped");
    }
}
