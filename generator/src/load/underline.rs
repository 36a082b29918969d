//! Finds the characters of a line that a diagnostic underlines.

use super::source_text::Format;

/// Characters behind a mark: how many to skip, and how many to underline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Underline {
    pub(super) skip: usize,
    pub(super) width: usize,
}

/// Returns the part of `line` to underline, from byte `start`, where a node starts: an entry if its key is `key`,
/// otherwise an item or the root.
///
/// A scalar value is underlined; for a collection, the key is underlined, and for every entry if `key_only`.
pub(super) fn underline(line: &str, start: usize, key: &str, format: Format, key_only: bool) -> Underline {
    let (before, node) = line.split_at(start);
    let is_flow = format != Format::Yaml || is_inside_brackets(before);
    let entry = entry(node, key, format);
    let value = match entry {
        Some((_, value)) if !key_only => Some(value).filter(|value| is_scalar(&node[*value..])),
        Some(_) => None,
        None => Some(0).filter(|_| is_scalar(node)),
    };
    let (from, to) = match (value, entry) {
        (Some(from), _) => (from, from + scalar(&node[from..], is_flow)),
        (None, Some((end, _))) => (0, end),
        (None, None) => (0, word(node)),
    };
    Underline {
        skip: node[..from].chars().count(),
        width: node[from..to].chars().count().max(1),
    }
}

/// Returns the end of the key of an entry and the start of its value.
fn entry(node: &str, key: &str, format: Format) -> Option<(usize, usize)> {
    let end = match node.chars().next()? {
        '"' | '\'' => scalar(node, true),
        _ if node.starts_with(key) => key.len(),
        _ => return None,
    };
    let unquoted = node[..end].trim_matches(['"', '\'']);
    let rest = node[end..].trim_start();
    let separator = if format == Format::Toml { '=' } else { ':' };
    let value = rest.strip_prefix(separator)?.trim_start();
    (unquoted == key || unquoted.contains('\\')).then(|| (end, node.len() - value.len()))
}

/// Returns true if `text` starts with a scalar that ends on the same line.
fn is_scalar(text: &str) -> bool {
    let first = text.trim_end().chars().next();
    first.is_some_and(|first| !matches!(first, '{' | '[' | '|' | '>' | '&' | '*' | '!' | '#' | '?'))
        && !text.starts_with("- ")
}

/// Returns the length of the scalar at the start of `text`.
fn scalar(text: &str, is_flow: bool) -> usize {
    if let Some(quote) = text.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        let mut is_escaped = false;
        for (index, c) in text.char_indices().skip(1) {
            match c {
                c if c == quote && !is_escaped => return index + 1,
                c => is_escaped = quote == '"' && c == '\\' && !is_escaped,
            }
        }
        return text.trim_end().len();
    }
    let comment = text.find(" #").unwrap_or(text.len());
    let end = if is_flow { text.find([',', '}', ']']) } else { None };
    text[..comment.min(end.unwrap_or(comment))].trim_end().len()
}

/// Returns the length of the first word.
fn word(text: &str) -> usize {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | ',' | '{' | '['))
        .unwrap_or(text.len());
    let first = text.chars().next().map_or(0, char::len_utf8);
    end.max(first)
}

fn is_inside_brackets(before: &str) -> bool {
    let (mut depth, mut quote) = (0usize, None);
    for c in before.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) => quote = Some(c),
            ('{' | '[', None) => depth += 1,
            ('}' | ']', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Underlines the node that begins at the bar in `line`.
    fn check(line: &str, key: &str, format: Format, key_only: bool, expected: &str) {
        let start = line.find('|').expect("a bar");
        let line = line.replacen('|', "", 1);
        let Underline { skip, width } = underline(&line, start, key, format, key_only);
        let found: String = line[start..].chars().skip(skip).take(width).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn scalars_are_underlined_whole() {
        check("  |$ref: '#/x' # why", "$ref", Format::Yaml, false, "'#/x'");
        check(
            "|description: a, b: c # d",
            "description",
            Format::Yaml,
            false,
            "a, b: c",
        );
        check(
            "a: {|minimum: 12, maximum: 3}",
            "minimum",
            Format::Yaml,
            false,
            "12",
        );
        check("enum: [a, |b c, d]", "1", Format::Yaml, false, "b c");
        check(
            "{|\"a\": \"x\\\"y\", \"b\": 1}",
            "a",
            Format::Json,
            false,
            "\"x\\\"y\"",
        );
        check("|a = 'b' # c", "a", Format::Toml, false, "'b'");
        check("|openapi: 3.0", "openapi", Format::Yaml, false, "3.0");
    }

    #[test]
    fn keys_are_underlined_for_collections_and_on_request() {
        check(
            "|properties: {a: b}",
            "properties",
            Format::Yaml,
            false,
            "properties",
        );
        check("|properties:", "properties", Format::Yaml, false, "properties");
        check("|maxLenght: 4", "maxLenght", Format::Yaml, true, "maxLenght");
        check("  - |name: x", "0", Format::Yaml, true, "name: x");
        check("|'200': {}", "200", Format::Yaml, false, "'200'");
    }
}
