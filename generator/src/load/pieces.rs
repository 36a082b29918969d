//! Parses a large YAML document piece by piece, on several threads.
//!
//! The YAML parser keeps all events of its input until the tree is complete, which takes several times the memory of the
//! text, and uses one core. A piece is a run of whole entries of a mapping in block style. If a piece is cut inside a
//! quoted string or a flow collection, it is not valid YAML; an alias to another piece is an error too. Then the document
//! is parsed as a whole, which also reports all mistakes.

use crate::parallel;
use serde_json::{Map, Value};

/// The size of a document from which on it is parsed in pieces, and the least size of a piece, in bytes.
const PIECE: usize = 64 << 10;

/// Consecutive entries of a mapping.
enum Part<'t> {
    /// Entries to be parsed together.
    Entries(&'t str),
    /// One entry, whose value is a large mapping.
    Entry(&'t str, Vec<Part<'t>>),
}

/// Returns the tree of `text`, whose pieces `parse` parses; `None` if it has to be parsed as a whole.
pub(super) fn tree(text: &str, parse: impl Fn(&str) -> Option<Value> + Sync) -> Option<Value> {
    if text.len() < 2 * PIECE || !is_one_tree(text) {
        return None;
    }
    let parts = parts(text, &entries(text));
    let mut pieces = Vec::new();
    list(&parts, &mut pieces);
    let mut trees = parallel::map(&pieces, |piece| parse(piece)).into_iter();
    joined(&parts, &mut trees).map(Value::Object)
}

/// Returns true unless parts of the document depend on others: several documents, directives, anchors, merge keys.
fn is_one_tree(text: &str) -> bool {
    const SHARED: [&str; 6] = ["\n---", "\n...", "\n%", ": &", "- &", "<<:"];
    !text.starts_with(['%', '\u{feff}']) && !SHARED.iter().any(|sign| text.contains(sign))
}

/// Returns the parts of a mapping in block style whose entries begin at `starts`; one of all for any other value.
fn parts<'t>(text: &'t str, starts: &[usize]) -> Vec<Part<'t>> {
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut parts = Vec::new();
    let mut first = 0;
    for (&start, end) in starts.iter().zip(ends) {
        let large = (end - start > 2 * PIECE)
            .then(|| section(&text[start..end]))
            .flatten();
        if let Some((key, inside, starts)) = large {
            parts.extend((first < start).then(|| Part::Entries(&text[first..start])));
            parts.push(Part::Entry(key, self::parts(inside, &starts)));
            first = end;
        } else if end - first > PIECE {
            parts.push(Part::Entries(&text[first..end]));
            first = end;
        }
    }
    parts.extend((first < text.len()).then(|| Part::Entries(&text[first..])));
    parts
}

/// Returns the starts of the entries of a mapping: lines with the indentation of its first line, and what may begin a
/// key. Anything before the first is part of it.
fn entries(text: &str) -> Vec<usize> {
    let (mut starts, mut indent, mut at) = (Vec::new(), None, 0);
    let text = text.as_bytes();
    while at < text.len() {
        let line = &text[at..];
        let own = depth(line);
        // Most lines are inside of entries: only their indentation is read.
        if indent.is_none_or(|indent| indent == own) {
            match line.get(own) {
                None | Some(b'#' | b'\n' | b'\r') => {}
                Some(_) if line.starts_with(b"---") => {}
                Some(first) => {
                    let is_key = first.is_ascii_alphanumeric() || b"/_$\"'".contains(first);
                    match (is_key, starts.is_empty()) {
                        (true, true) => starts.push(0),
                        (true, false) => starts.push(at),
                        (false, true) => return Vec::new(),
                        (false, false) => {}
                    }
                    indent = Some(own);
                }
            }
        }
        at += memchr::memchr(b'\n', line).map_or(line.len(), |end| end + 1);
    }
    starts
}

/// Returns the indentation of a line.
fn depth(line: &[u8]) -> usize {
    line.iter().take_while(|byte| **byte == b' ').count()
}

/// Returns the key and the value of an entry whose value is a mapping on the lines after the key, and the starts of its
/// entries.
fn section(entry: &str) -> Option<(&str, &str, Vec<usize>)> {
    let (head, inside) = entry.split_once('\n')?;
    let key = head.trim().strip_suffix(':')?;
    let is_plain =
        key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_content = |line: &&str| !line.trim_start().is_empty() && !line.trim_start().starts_with('#');
    let first = inside.lines().find(is_content)?;
    if !is_plain || depth(first.as_bytes()) <= depth(head.as_bytes()) {
        return None;
    }
    let starts = entries(inside);
    (starts.len() > 1).then_some((key, inside, starts))
}

fn list<'t>(parts: &[Part<'t>], pieces: &mut Vec<&'t str>) {
    for part in parts {
        match part {
            Part::Entries(text) => pieces.push(text),
            Part::Entry(_, inside) => list(inside, pieces),
        }
    }
}

/// Joins the trees of the pieces; `None` if one of them is not a mapping, or a key is repeated.
fn joined(parts: &[Part<'_>], trees: &mut impl Iterator<Item = Option<Value>>) -> Option<Map<String, Value>> {
    let mut all = Map::new();
    for part in parts {
        let entries = match part {
            Part::Entries(_) => match trees.next()?? {
                Value::Object(entries) => entries,
                _ => return None,
            },
            Part::Entry(key, inside) => {
                let inside = Value::Object(joined(inside, trees)?);
                Map::from_iter([((*key).to_owned(), inside)])
            }
        };
        if all.is_empty() {
            all = entries;
            continue;
        }
        for (key, value) in entries {
            if all.insert(key, value).is_some() {
                return None;
            }
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses pieces, and counts them.
    fn pieces(text: &str) -> Option<(Value, usize)> {
        let count = std::sync::atomic::AtomicUsize::new(0);
        let parse = |piece: &str| {
            count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            serde_yaml::from_str(piece).ok()
        };
        tree(text, parse).map(|tree| (tree, count.into_inner()))
    }

    fn document(entry: impl Fn(usize) -> String) -> String {
        let section = |head: &str| {
            let entries: String = (0..4000).map(&entry).collect();
            format!("{head}\n{entries}")
        };
        format!(
            "---\n# A comment.\nopenapi: 3.0.3\n{}components:\n  # Another.\n  schemas:\n{}tags:\n- name: a\n",
            section("paths:"),
            section("").replace("\n  ", "\n    ").trim_start_matches('\n')
        )
    }

    #[test]
    fn the_pieces_of_a_document_make_the_same_tree() {
        let text = document(|number| {
            format!(
                "  /a/{number}:\n    about: |\n      text: {number}\n\n    \"list\":\n    - {number}\n    - b: c\n"
            )
        });
        let (tree, count) = pieces(&text).expect("pieces");
        assert!(count > 4, "{count}");
        let whole: Value = serde_yaml::from_str(&text).expect("YAML");
        let [pieces, at_once] = [&tree, &whole].map(|tree| tree.to_string());
        assert_eq!(pieces, at_once, "the order of keys too");
    }

    #[test]
    fn what_has_no_pieces_is_left_to_the_parser_of_the_whole() {
        let plain = |number: usize| format!("  a{number}: {}\n", "b".repeat(40));
        assert!(pieces(&document(plain)).is_some());
        let inside = |open: &'static str, line: &'static str, close: &'static str| {
            move |number: usize| match number {
                0 => format!("  a0: {open}\n{}  {close}\n", line.repeat(20_000)),
                _ => format!("  a{number}: b\n"),
            }
        };
        let quoted = inside("\"b", "  c: d\n", "\"");
        let flow = inside("{b: c,", "  d: e,\n", "}");
        let same = |number: usize| format!("  a{}: {}\n", number % 3999, "b".repeat(40));
        let shared = |number: usize| match number {
            0 => "  a0: &x b\n".to_owned(),
            _ => format!("  a{number}: *x\n"),
        };
        for text in [document(quoted), document(flow), document(same), document(shared)] {
            assert!(pieces(&text).is_none(), "{}", &text[..200]);
        }
        let two = document(plain).replace("tags:", "...\ntags:");
        assert!(pieces(&two).is_none());
    }
}
