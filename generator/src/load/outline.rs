//! Finds a node in YAML by its indentation, without reading the rest.
//!
//! In block style, the keys of a mapping are the lines at one indentation below their parent, and everything that
//! belongs to a key, texts over several lines included, stands further in (YAML 1.2, 8.2). So a pointer is followed
//! from line to line. Where a document is written otherwise, nothing is found, and the scanner has to look.

use std::borrow::Cow;

use crate::diagnostic::Mark;
use crate::pointer::unescaped;

/// Where the node that `pointer` names stands, if the outline of `text` shows it.
pub(super) fn find(text: &str, pointer: &str) -> Option<Mark> {
    let mut region = Region {
        lines: Lines {
            text,
            at: 0,
            number: 0,
            lead: 0,
        },
        indent: None,
    };
    let first = region.lines.next()?;
    let mut mark = Mark {
        line: first.number,
        column: first.indent + 1,
    };
    for token in pointer.split('/').skip(1) {
        (mark, region) = region.child(&unescaped(token))?;
    }
    Some(mark)
}

/// What stands below a key: lines that are indented further than `indent`, none for the whole document.
struct Region<'t> {
    lines: Lines<'t>,
    indent: Option<usize>,
}

#[derive(Clone, Copy)]
struct Lines<'t> {
    text: &'t str,
    at: usize,
    number: usize,
    /// Columns in front of `at` that count as indentation of the first line.
    lead: usize,
}

/// One line that is neither blank nor a comment.
struct Line<'t> {
    number: usize,
    indent: usize,
    content: &'t str,
    after: Lines<'t>,
}

impl<'t> Lines<'t> {
    fn next(mut self) -> Option<Line<'t>> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let line = rest.split('\n').next().unwrap_or(rest);
            self.at += line.len() + 1;
            self.number += 1;
            let content = line.trim_start_matches(' ');
            let blank = content.trim_end().is_empty() || content.starts_with('#') || line.starts_with("---");
            let lead = std::mem::take(&mut self.lead);
            if !blank {
                let indent = lead + line.len() - content.len();
                return Some(Line {
                    number: self.number,
                    indent,
                    content,
                    after: self,
                });
            }
        }
    }
}

impl<'t> Region<'t> {
    /// The member or item `token`, and what stands below it.
    fn child(&self, token: &str) -> Option<(Mark, Region<'t>)> {
        let first = self.lines.next()?;
        let is_list = first.content == "-" || first.content.starts_with("- ");
        // The items of a list may stand as far out as its key.
        let inside = |indent: usize| match self.indent {
            Some(parent) => indent > parent || is_list && indent == parent,
            None => true,
        };
        let mut wanted = if is_list {
            Some(token.parse::<usize>().ok()?)
        } else {
            None
        };
        let mut next = inside(first.indent).then_some(first);
        let indent = next.as_ref()?.indent;
        while let Some(line) = next.filter(|line| inside(line.indent)) {
            if line.indent == indent {
                match &mut wanted {
                    Some(_) if !line.content.starts_with('-') => return None,
                    Some(0) => return Some(item(&line)),
                    Some(left) => *left -= 1,
                    // The value of a key that stands behind a question mark.
                    None if line.content.starts_with(": ") => {}
                    None if key(line.content)? != token => {}
                    None if line.content.starts_with("? ") => return None,
                    None => return Some(member(&line)),
                }
            }
            next = line.after.next();
        }
        None
    }
}

fn member<'t>(line: &Line<'t>) -> (Mark, Region<'t>) {
    let mark = Mark {
        line: line.number,
        column: line.indent + 1,
    };
    (
        mark,
        Region {
            lines: line.after,
            indent: Some(line.indent),
        },
    )
}

/// An item is a region of its own, in which the dash counts as indentation.
fn item<'t>(line: &Line<'t>) -> (Mark, Region<'t>) {
    let inner = line.content[1..].trim_start_matches(' ');
    let column = line.indent + line.content.len() - inner.len();
    let start = line.after.at - 1 - inner.len();
    let lines = Lines {
        text: line.after.text,
        at: start,
        number: line.number - 1,
        lead: column,
    };
    (
        Mark {
            line: line.number,
            column: column + 1,
        },
        Region {
            lines,
            indent: Some(line.indent),
        },
    )
}

/// The key that a line begins with; none where it holds something else than a plain or quoted key.
fn key(content: &str) -> Option<Cow<'_, str>> {
    if let Some(long) = content.strip_prefix("? ") {
        return Some(Cow::Borrowed(long.trim_end()));
    }
    let (quote, rest) = match content.as_bytes().first()? {
        b'"' | b'\'' => (Some(char::from(content.as_bytes()[0])), &content[1..]),
        b'{' | b'[' | b'&' | b'*' | b'!' | b'?' | b'|' | b'>' => return None,
        _ => (None, content),
    };
    match quote {
        Some(quote) => {
            let (key, _) = rest.split_once(quote)?;
            (!key.contains('\\')).then_some(Cow::Borrowed(key))
        }
        None => {
            let end = rest
                .find(": ")
                .or_else(|| rest.trim_end().strip_suffix(':').map(str::len))?;
            Some(Cow::Borrowed(&rest[..end]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan;
    use super::*;

    /// Every place that the scanner knows is found, or not found, but never elsewhere.
    fn check(text: &str) -> (usize, usize) {
        let places = scan::yaml(text).places;
        let found = places.iter().filter(|(pointer, mark)| match find(text, pointer) {
            Some(found) => {
                assert_eq!(found, **mark, "{pointer}");
                true
            }
            None => false,
        });
        (found.count(), places.len())
    }

    #[test]
    fn the_outline_agrees_with_the_scanner() {
        let text = "# c\na:\n  - x: 1\n    y: |\n      x: no\n  -   - 1\n      - 2\n\"b c\":\n- p: {q: 1}\n- z\nlong: one\n  two: three\n";
        assert_eq!(check(text).1, 14);
        assert_eq!(find(text, "/a/0/y"), Some(Mark { line: 4, column: 5 }));
        assert_eq!(find(text, "/a/1/1"), Some(Mark { line: 7, column: 9 }));
        assert_eq!(find(text, "/b c/0/p"), Some(Mark { line: 9, column: 3 }));
        assert_eq!(find(text, "/b c/0/p/q"), None);
    }

    #[test]
    fn a_key_behind_a_question_mark_hides_no_other() {
        let text = "a:\n  ? long\n  : x: 1\n    y: 2\n  next:\n    z: 3\n";
        assert_eq!(check(text).1, 7);
        assert_eq!(find(text, "/a/next/z"), Some(Mark { line: 6, column: 5 }));
        assert_eq!(find(text, "/a/long"), None);
    }

    #[test]
    fn fragments_are_found_without_the_scanner() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/fragments");
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let (found, all) = check(&text);
            assert!(found * 10 > all * 9, "{found} of {all}");
        }
    }
}
