//! Flags inside a pattern: `(?i)`, `(?m)`, `(?s)`.

use super::ast::Node;
use super::code_points::Scalars;
use super::escape;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The flags at a position of a pattern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags {
    /// `i`: letters represent both of their cases.
    ignores_case: bool,
    /// `m`: `^` and `$` also match where a line begins and ends.
    is_multiline: bool,
    /// `s`: `.` also matches line terminators.
    dot_is_all: bool,
}

impl Flags {
    /// Sets a flag; returns false for an unknown one. `u` is always on.
    pub(super) fn set(&mut self, flag: char, on: bool) -> bool {
        match flag {
            'i' => self.ignores_case = on,
            'm' => self.is_multiline = on,
            's' => self.dot_is_all = on,
            'u' => return on,
            _ => return false,
        }
        true
    }

    /// Returns the set that `.` matches.
    pub(super) fn any(self) -> Scalars {
        match self.dot_is_all {
            true => Scalars::all(),
            false => escape::line_terminators().negate(),
        }
    }

    /// Returns the assertion of `^`.
    pub(super) fn start(self) -> Node {
        let line = Node::Behind {
            negated: false,
            node: Box::new(Node::Class(escape::line_terminators())),
        };
        match self.is_multiline {
            true => Node::Either(vec![Node::Start, line]),
            false => Node::Start,
        }
    }

    /// Returns the assertion of `$`.
    pub(super) fn end(self) -> Node {
        let line = Node::Look {
            negated: false,
            node: Box::new(Node::Class(escape::line_terminators())),
        };
        match self.is_multiline {
            true => Node::Either(vec![Node::End, line]),
            false => Node::End,
        }
    }

    /// Returns a set with the other cases of its letters if case is ignored: the simple case mappings of Unicode.
    pub(super) fn fold(self, set: Scalars) -> Scalars {
        match self.ignores_case {
            true => folded(&set),
            false => set,
        }
    }
}

/// The letters with several cases, and the small letter of each, in order.
static CASES: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    /// No letter above this one has two cases.
    const LAST: char = '\u{1E943}';
    let cases = |scalar: char| [single(scalar.to_lowercase()), single(scalar.to_uppercase())];
    let lower = |scalar: char| single(single(scalar.to_uppercase()).unwrap_or(scalar).to_lowercase());
    ('\0'..=LAST)
        .filter(|scalar| cases(*scalar).iter().flatten().any(|other| other != scalar))
        .filter_map(|scalar| Some((scalar, lower(scalar)?)))
        .collect()
});

/// Returns a set with all characters that differ from a member only in case.
fn folded(set: &Scalars) -> Scalars {
    let members = CASES.iter().filter(|(scalar, _)| set.contains(*scalar));
    let wanted: BTreeSet<char> = members.map(|(_, lower)| *lower).collect();
    // `ß` is the small letter of another, but has no other case itself.
    let is_member = |lower: char| {
        let has_cases = CASES.binary_search_by_key(&lower, |(scalar, _)| *scalar).is_ok();
        !has_cases && set.contains(lower)
    };
    let others = CASES
        .iter()
        .filter(|(_, lower)| wanted.contains(lower) || is_member(*lower));
    set.union(&Scalars::new(
        others.map(|(scalar, _)| (*scalar as u32, *scalar as u32)),
    ))
}

/// Returns the only scalar of a mapping.
fn single(mut mapped: impl Iterator<Item = char>) -> Option<char> {
    mapped.next().filter(|_| mapped.next().is_none())
}

#[cfg(test)]
mod tests {
    use crate::{Automaton, Budget, parse};

    fn matches(pattern: &str, text: &str) -> bool {
        let parsed = parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        Automaton::new(&parsed, &Budget::default())
            .expect("small")
            .matches(text)
    }

    #[test]
    fn flags_apply_to_the_rest_of_their_group() {
        for (pattern, yes, no) in [
            ("(?i)^äb$", &["äb", "ÄB", "äB"][..], &["ab"][..]),
            ("^(?i:a)b$", &["ab", "Ab"], &["aB", "AB"]),
            ("^(?:(?i)a)b$", &["Ab"], &["AB"]),
            ("^(?i)a(?-i:b)c$", &["AbC"], &["ABC"]),
            ("(?i)^[a-f0-9]{2}$", &["aF", "0A"], &["ag"]),
            ("(?i)^[^a]$", &["b", "B"], &["a", "A"]),
            ("(?i)^ß$", &["ß", "ẞ"], &["s"]),
            ("(?i)^s$", &["s", "S", "ſ"], &["ß"]),
            ("(?s)^.$", &["\n", "a"], &["ab"]),
            ("(?m)^b$", &["b", "a\nb", "b\nc", "a\nb\nc"], &["ab", "a\nbc"]),
        ] {
            yes.iter()
                .for_each(|text| assert!(matches(pattern, text), "{pattern} {text:?}"));
            no.iter()
                .for_each(|text| assert!(!matches(pattern, text), "{pattern} {text:?}"));
        }
    }

    #[test]
    fn other_flags_are_errors() {
        for (pattern, offset) in [
            ("(?x)a", 2),
            ("(?ix:a)", 3),
            ("(?i--s:a)", 4),
            ("(?i", 3),
            ("(?", 2),
        ] {
            assert_eq!(
                parse(pattern).map_err(|error| error.offset),
                Err(offset),
                "{pattern}"
            );
        }
    }
}
