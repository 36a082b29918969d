//! Strings that match a pattern, for documentation.

use super::ast::Node;
use super::parse::parse;

/// How many more times than necessary the parts of an example are repeated: a longer string may be required.
const REPEATS: [u32; 6] = [0, 1, 3, 7, 15, 63];
/// The maximum length of an example in bytes.
const LONGEST: usize = 256;
/// The maximum number of visited nodes for one example.
const MAX_STEPS: usize = 10_000;

/// Returns short strings that probably match `pattern`, the shortest first; conditions on what is around a position
/// (`\b`, look-ahead) are not considered, so that the caller has to check them.
pub fn examples(pattern: &str) -> impl Iterator<Item = String> {
    let parsed = parse(pattern).ok();
    REPEATS.into_iter().filter_map(move |more| {
        let mut writer = Writer {
            more,
            text: String::new(),
            steps: MAX_STEPS,
        };
        let is_written = writer.write(&parsed.as_ref()?.root);
        is_written.then_some(writer.text)
    })
}

struct Writer {
    more: u32,
    text: String,
    /// The number of nodes that may still be visited.
    steps: usize,
}

impl Writer {
    /// Appends a string that matches `node`; returns false if there is none, or only a long one.
    fn write(&mut self, node: &Node) -> bool {
        let Some(left) = self.steps.checked_sub(1) else {
            return false;
        };
        self.steps = left;
        match node {
            Node::Empty
            | Node::Start
            | Node::End
            | Node::WordBoundary { .. }
            | Node::Look { .. }
            | Node::Behind { .. } => true,
            Node::Class(set) => self.push(set.example()),
            Node::Sequence(parts) => parts.iter().all(|part| self.write(part)),
            Node::Either(parts) => {
                let length = self.text.len();
                parts.iter().any(|part| {
                    self.text.truncate(length);
                    self.write(part)
                })
            }
            Node::Repeat { node, min, max } => {
                let times = min.saturating_add(self.more).min(max.unwrap_or(u32::MAX));
                self.repeat(node, times)
            }
        }
    }

    fn push(&mut self, scalar: Option<char>) -> bool {
        self.text.extend(scalar);
        scalar.is_some() && self.text.len() <= LONGEST
    }

    fn repeat(&mut self, node: &Node, times: u32) -> bool {
        for _ in 0..times {
            let length = self.text.len();
            if !self.write(node) {
                return false;
            }
            if self.text.len() == length {
                break;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::examples;

    #[test]
    fn examples_are_short_and_grow() {
        for (pattern, first, second) in [
            (
                "^[a-f0-9]{24}$",
                "aaaaaaaaaaaaaaaaaaaaaaaa",
                "aaaaaaaaaaaaaaaaaaaaaaaa",
            ),
            ("^[A-Z0-9]+$", "0", "00"),
            ("^(?:arn:|urn:)[a-z]*(?=x)", "arn:", "arn:a"),
            ("x|", "x", "x"),
            ("", "", ""),
        ] {
            let found: Vec<_> = examples(pattern).take(2).collect();
            assert_eq!(found, [first, second], "{pattern}");
        }
    }

    #[test]
    fn a_long_example_is_none() {
        for pattern in ["^a{300}$", "^(?:(?:a{1000}){1000}){1000}$", "[]", "("] {
            assert_eq!(examples(pattern).count(), 0, "{pattern}");
        }
    }

    #[test]
    fn nested_alternatives_and_repeated_nothing_end() {
        let nested = (0..8).fold("b".to_owned(), |inner, _| format!("(?:(?:{inner}){{300}}|b)"));
        for pattern in [nested.as_str(), "^(?:(?:){1000000000}){1000000000}[]$"] {
            assert_eq!(examples(pattern).count(), 0, "{pattern}");
        }
    }
}
