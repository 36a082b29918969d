//! Splits YAML in block style into lines, one level at a time, and finds the lines of each entry.

use std::ops::Range;

/// A line: its indentation, and its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    pub(super) indent: usize,
    pub(super) text: &'a str,
}

/// Returns the lines of a string. Joined with newlines, they are the string again, byte for byte.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    text.split('\n').map(|line| line_at(0, line)).collect()
}

/// Returns the line that starts at column `column` with `text`.
fn line_at(column: usize, text: &str) -> Line<'_> {
    let rest = text.trim_start_matches(' ');
    Line {
        indent: column + text.len() - rest.len(),
        text: rest,
    }
}

impl Line<'_> {
    fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Returns true if the line contains no node: it is blank, a comment, or the start of a document.
    fn has_no_node(&self) -> bool {
        self.is_blank() || self.text.starts_with('#') || (self.indent == 0 && self.text.trim_end() == "---")
    }

    fn is_item(&self) -> bool {
        self.text == "-" || self.text.starts_with("- ")
    }
}

/// An entry of a mapping, or an item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    /// Blank lines and comments above it.
    pub(super) lead: Vec<Line<'a>>,
    /// Its lines.
    pub(super) lines: Vec<Line<'a>>,
    /// The key; empty for an item.
    pub(super) key: String,
    /// The part before the value: the key as written and its colon, or the dash.
    pub(super) head: &'a str,
    /// The rest of the line; empty for an item that starts there.
    pub(super) rest: &'a str,
    /// The lines of the value if it is a mapping or list; none for a scalar or flow style.
    pub(super) value: Vec<Line<'a>>,
}

impl Entry<'_> {
    /// Returns the indentation of the entry.
    pub(super) fn indent(&self) -> usize {
        self.lines.first().map_or(0, |line| line.indent)
    }

    /// Returns the comment after a value, or after a key whose value is below.
    pub(super) fn note(&self) -> Option<&str> {
        let start = self.rest.starts_with('#').then_some(0);
        let quoted = self.rest.starts_with(['"', '\'', '|', '>']);
        let behind = || self.rest.find(" #").filter(|_| !quoted).map(|at| at + 1);
        start.or_else(behind).map(|at| &self.rest[at..])
    }
}

/// Returns the entries of the block in `lines`, and the blank lines below the last one. Returns `None` if this is not a
/// mapping or list in block style.
pub(super) fn entries<'a>(lines: &[Line<'a>]) -> Option<(Vec<Entry<'a>>, Vec<Line<'a>>)> {
    let first = lines.iter().find(|line| !line.has_no_node())?;
    let (base, list) = (first.indent, first.is_item());
    let starts: Vec<usize> = (0..lines.len())
        .filter(|&at| starts(&lines[at], base, list))
        .collect();
    let mut found = Vec::new();
    let mut idle = 0..*starts.first()?;
    for (number, &start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(lines.len());
        let last = content_end(lines, start..end, base)?;
        found.push(entry(&lines[idle], &lines[start..last], list)?);
        idle = last..end;
    }
    Some((found, lines[idle].to_vec()))
}

fn starts(line: &Line<'_>, base: usize, list: bool) -> bool {
    line.indent == base && !line.has_no_node() && line.is_item() == list
}

/// Returns the line after the last one that belongs to the entry in `range`; blank lines below belong to the next entry
/// unless they are indented deeper.
fn content_end(lines: &[Line<'_>], range: Range<usize>, base: usize) -> Option<usize> {
    let outside = |line: &Line<'_>| line.has_no_node() && (line.is_blank() || line.indent <= base);
    if lines[range.clone()]
        .iter()
        .any(|line| !line.has_no_node() && line.indent < base)
    {
        return None;
    }
    let trailing = lines[range.clone()]
        .iter()
        .rev()
        .take_while(|line| outside(line))
        .count();
    Some(range.end - trailing)
}

fn entry<'a>(lead: &[Line<'a>], lines: &[Line<'a>], list: bool) -> Option<Entry<'a>> {
    let (first, below) = lines.split_first()?;
    let (key, head, after) = if list {
        (String::new(), &first.text[..1], &first.text[1..])
    } else {
        key(first.text)?
    };
    let rest = after.trim();
    let value = if rest.is_empty() || rest.starts_with('#') {
        below.to_vec()
    } else if list {
        let inner = line_at(first.indent + 1, after);
        std::iter::once(inner).chain(below.iter().copied()).collect()
    } else {
        Vec::new()
    };
    Some(Entry {
        lead: lead.to_vec(),
        lines: lines.to_vec(),
        key,
        head,
        rest,
        value,
    })
}

/// Returns a key, its written form with the colon, and the rest.
fn key(text: &str) -> Option<(String, &str, &str)> {
    let (key, end) = match text.chars().next()? {
        '"' => {
            let mut read = serde_json::Deserializer::from_str(text).into_iter::<String>();
            let key = read.next()?.ok()?;
            (key, read.byte_offset())
        }
        '\'' => {
            let end = text[1..].replace("''", "__").find('\'')? + 2;
            (text[1..end - 1].replace("''", "'"), end)
        }
        '?' | '{' | '[' | '&' | '*' | '!' | '|' | '>' => return None,
        _ => {
            let end = text
                .find(": ")
                .or_else(|| text.trim_end().strip_suffix(':').map(str::len))?;
            (text[..end].to_owned(), end)
        }
    };
    let after = text[end..].strip_prefix(':')?;
    (after.is_empty() || after.starts_with([' ', '\r'])).then(|| (key, &text[..=end], after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Option<Vec<(String, usize, usize, usize)>> {
        let (found, _) = entries(&lines(text))?;
        Some(
            found
                .into_iter()
                .map(|one| (one.key.clone(), one.lead.len(), one.lines.len(), one.value.len()))
                .collect(),
        )
    }

    #[test]
    fn entries_own_their_comments_and_blocks() {
        let text = "# top\n\na: 1 # one\n# of b\nb:\n  - x\n  # deep\n'it''s': |-\n  # text\n\n  more\n\"c\\u0064\":\n- y\n# end\n";
        let expected = [("a", 2, 1, 0), ("b", 1, 3, 2), ("it's", 0, 4, 0), ("cd", 0, 2, 1)];
        let expected = expected.map(|(key, lead, lines, value)| (key.to_owned(), lead, lines, value));
        assert_eq!(split(text), Some(expected.to_vec()));
    }

    #[test]
    fn items_begin_behind_their_dash() {
        let text = lines("- a: 1\n  b: 2\n-   - c\n");
        let (items, tail) = entries(&text).expect("a list");
        assert_eq!((items.len(), tail.len()), (2, 1));
        assert_eq!(
            items[0].value.iter().map(|line| line.indent).collect::<Vec<_>>(),
            [2, 2]
        );
        assert_eq!(
            items[1].value[0],
            Line {
                indent: 4,
                text: "- c"
            }
        );
    }

    #[test]
    fn other_styles_are_left_alone() {
        assert_eq!(split("{a: 1}"), None);
        assert_eq!(split("just text"), None);
        assert_eq!(split(""), None);
    }
}
