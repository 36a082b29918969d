//! Locates a node in YAML by its indentation, without parsing the rest.
//!
//! In block style, the keys of a mapping are the lines with the same indentation below their parent, and everything
//! that belongs to a key, including multi-line strings, is indented further (YAML 1.2, 8.2). So a pointer can be
//! followed line by line. In other styles, nothing is found, and the document has to be scanned.

use std::borrow::Cow;

use crate::diagnostic::Mark;
use crate::load::lines::inclusive_lines;
use crate::pointer::unescaped;

/// The lines of a string, scanned once for any number of lookups.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    rows: Vec<Row>,
}

/// A line that is neither blank nor a comment.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// Counted from 1.
    number: usize,
    /// Columns of indentation.
    indent: usize,
    /// The byte where the content after the indentation starts.
    start: usize,
}

impl Outline {
    pub(super) fn new(text: &str) -> Self {
        let mut end = 0;
        let rows = inclusive_lines(text).enumerate().filter_map(|(index, line)| {
            end += line.len();
            let indent = line.bytes().take_while(|byte| *byte == b' ').count();
            let content = &line.as_bytes()[indent..];
            let blank =
                content.trim_ascii_start().is_empty() || content[0] == b'#' || line.starts_with("---");
            (!blank).then(|| Row {
                number: index + 1,
                indent,
                start: end - content.len(),
            })
        });
        Self { rows: rows.collect() }
    }

    /// Returns the position of the node `pointer`, or of its nearest ancestor if there is no such node, if it can be found by
    /// indentation.
    pub(super) fn find(&self, text: &str, pointer: &str) -> Option<Mark> {
        let first = self.rows.first()?;
        let mut mark = first.mark();
        let mut region = Region {
            text,
            head: None,
            rows: &self.rows,
            indent: None,
        };
        for token in pointer.split('/').skip(1) {
            match region.child(&unescaped(token))? {
                Child::At(at, below) => (mark, region) = (at, below),
                Child::Absent => break,
            }
        }
        Some(mark)
    }
}

impl Row {
    fn mark(&self) -> Mark {
        Mark {
            line: self.number,
            column: self.indent + 1,
        }
    }

    fn content<'t>(&self, text: &'t str) -> &'t str {
        let rest = &text[self.start..];
        rest.split('\n').next().unwrap_or(rest)
    }
}

/// The child of a node.
enum Child<'t> {
    /// Its position, and everything below it.
    At(Mark, Region<'t>),
    /// A mapping or a list without it.
    Absent,
}

/// The lines below a key: those indented further than `indent`; all lines for the whole document.
struct Region<'t> {
    text: &'t str,
    /// The content of an item after its dash, which counts as indentation.
    head: Option<Row>,
    rows: &'t [Row],
    indent: Option<usize>,
}

impl<'t> Region<'t> {
    /// Returns the member or item `token`; `None` in a style that has to be parsed.
    fn child(&self, token: &str) -> Option<Child<'t>> {
        let first = self.head.as_ref().or(self.rows.first())?;
        let (indent, content) = (first.indent, first.content(self.text));
        let is_list = content == "-" || content.starts_with("- ");
        // The items of a list may have the indentation of its key.
        let inside = |row: &Row| match self.indent {
            Some(parent) => row.indent > parent || is_list && indent == parent && row.indent == parent,
            None => true,
        };
        // The value is on the line of its key.
        if !inside(first) {
            return None;
        }
        let mut wanted = if is_list {
            Some(token.parse::<usize>().ok()?)
        } else {
            None
        };
        let numbered = self.rows.iter().enumerate().map(|(index, row)| (row, index + 1));
        let all = self.head.iter().map(|row| (row, 0)).chain(numbered);
        for (row, next) in all.take_while(|(row, _)| inside(row)) {
            if row.indent != indent {
                continue;
            }
            let (content, below) = (row.content(self.text), &self.rows[next..]);
            match &mut wanted {
                Some(_) if !content.starts_with('-') => return None,
                Some(0) => return Some(self.item(row, below)),
                Some(left) => *left -= 1,
                // The value of a key that is written after a question mark.
                None if content.starts_with(": ") => {}
                None if key(content)? == super::parse_tree::MERGE => return None,
                None if key(content)? != token => {}
                None if content.starts_with("? ") => return None,
                None => return Some(Child::At(row.mark(), self.below(row, None, below))),
            }
        }
        Some(Child::Absent)
    }

    /// Returns the content after a dash and below it.
    fn item(&self, row: &Row, below: &'t [Row]) -> Child<'t> {
        let content = row.content(self.text);
        let inner = content[1..].trim_start_matches(' ');
        let dash = content.len() - inner.len();
        let head = Row {
            number: row.number,
            indent: row.indent + dash,
            start: row.start + dash,
        };
        let written = !inner.trim_end().is_empty() && !inner.starts_with('#');
        Child::At(head.mark(), self.below(row, written.then_some(head), below))
    }

    fn below(&self, row: &Row, head: Option<Row>, rows: &'t [Row]) -> Region<'t> {
        Region {
            text: self.text,
            head,
            rows,
            indent: Some(row.indent),
        }
    }
}

/// Returns the key of a line; `None` if the line does not start with a plain or quoted key.
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
            Some(Cow::Borrowed(rest[..end].trim_end()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::spans;
    use super::*;

    /// Checks that each location is found where the scanner finds it, or not at all.
    fn check(text: &str) -> (usize, usize) {
        let places = spans::yaml(text).places;
        let outline = Outline::new(text);
        for (pointer, _) in places.all() {
            let absent = crate::pointer::child(&pointer, "absent");
            let found = outline.find(text, &absent);
            assert!(
                found.is_none_or(|mark| mark == places.nearest(&absent)),
                "{absent}"
            );
        }
        let places = places.all();
        let found = places
            .iter()
            .filter(|(pointer, mark)| match outline.find(text, pointer) {
                Some(found) => {
                    assert_eq!(found, *mark, "{pointer}");
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
        let find = |pointer| Outline::new(text).find(text, pointer);
        assert_eq!(find("/a/0/y"), Some(Mark { line: 4, column: 5 }));
        assert_eq!(find("/a/1/1"), Some(Mark { line: 7, column: 9 }));
        assert_eq!(find("/b c/0/p"), Some(Mark { line: 9, column: 3 }));
        assert_eq!(find("/b c/0/p/q"), None);
        assert_eq!(find("/a/0/absent"), Some(Mark { line: 3, column: 5 }));
        assert_eq!(find("/a/2/x"), Some(Mark { line: 2, column: 1 }));
    }

    #[test]
    fn a_key_behind_a_question_mark_hides_no_other() {
        let text = "a:\n  ? long\n  : x: 1\n    y: 2\n  next:\n    z: 3\n";
        assert_eq!(check(text).1, 7);
        let find = |pointer| Outline::new(text).find(text, pointer);
        assert_eq!(find("/a/next/z"), Some(Mark { line: 6, column: 5 }));
        assert_eq!(find("/a/long"), None);
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
