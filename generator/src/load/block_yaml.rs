//! Parses YAML in the style that most tools write, line by line: mappings and lists in block style, plain, quoted and block
//! scalars. It takes a fifth of the time of the YAML parser, and no memory but that of the tree.
//!
//! Anything else (tags, tabs, quoted scalars and flow collections of several lines, ..) and
//! every mistake is left to the YAML parser, which the tests compare it with. Section numbers are those of YAML 1.2.

use super::parse_tree::MERGE;
use hashbrown::HashMap;
use serde_json::{Map, Value};

/// The maximum depth; the YAML parser reports deeper documents.
const DEEPEST: usize = 100;
/// The maximum length of a key on one line, in bytes (7.4.2).
const LONGEST_KEY: usize = 1_000;

/// Returns the tree of `text`; `None` if it is not all in this style. `scalar` parses a plain scalar or flow collection on one line.
pub(super) fn tree(text: &str, scalar: impl Fn(&str) -> Option<Value>) -> Option<Value> {
    if !is_printable(text) {
        return None;
    }
    let mut reader = Reader {
        text,
        at: 0,
        inline: None,
        depth: 0,
        anchors: HashMap::new(),
        room: text.len(),
        scalar: &scalar,
    };
    let indent = reader.line()?.indent;
    let tree = reader.collection(indent)?;
    reader.line().is_none().then_some(tree)
}

/// Returns true if a text contains no tab, no line break but line feeds, and nothing that the YAML parser rejects (5.1).
fn is_printable(text: &str) -> bool {
    let is_control = |byte: &u8| (*byte < b' ') & (*byte != b'\n') | (*byte == 0x7f);
    // Without an early end within a chunk, which processors compare at once.
    let mut chunks = text.as_bytes().chunks(64);
    let has_control = chunks.any(|chunk| chunk.iter().fold(false, |found, byte| found | is_control(byte)));
    let is_break =
        |c| matches!(c, '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}'..='\u{ffff}');
    !has_control && (text.is_ascii() || !text.contains(is_break))
}

struct Reader<'t, S> {
    text: &'t str,
    /// The start of the next line.
    at: usize,
    /// The column of the content behind a dash on that line.
    inline: Option<usize>,
    depth: usize,
    /// The values that have an anchor (6.9.2).
    anchors: HashMap<&'t str, Value>,
    /// How much aliases may add to the tree, less than the YAML parser allows.
    room: usize,
    scalar: &'t S,
}

/// A line that is neither blank nor a comment, from its first character on.
#[derive(Clone, Copy)]
struct Line<'t> {
    indent: usize,
    content: &'t str,
}

impl Line<'_> {
    fn is_item(&self) -> bool {
        self.content == "-" || self.content.starts_with("- ")
    }
}

impl<'t, S: Fn(&str) -> Option<Value>> Reader<'t, S> {
    /// Returns the next line with content; `None` at the end.
    fn line(&mut self) -> Option<Line<'t>> {
        loop {
            let line = self.raw()?;
            let indent = self.inline.unwrap_or_else(|| indentation(line));
            let content = line[indent..].trim_end_matches(' ');
            if !content.is_empty() && !content.starts_with('#') {
                return Some(Line { indent, content });
            }
            self.skip();
        }
    }

    /// Returns the next line; `None` at the end.
    fn raw(&self) -> Option<&'t str> {
        let rest = &self.text[self.at..];
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        (!rest.is_empty()).then(|| &rest[..end])
    }

    /// Skips the rest of a line.
    fn skip(&mut self) {
        let length = self.raw().map_or(0, str::len);
        self.at = (self.at + length + 1).min(self.text.len());
        self.inline = None;
    }

    /// Reads the mapping or list whose entries have this indentation.
    fn collection(&mut self, indent: usize) -> Option<Value> {
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        let value = match self.line()?.is_item() {
            true => self.list(indent),
            false => self.mapping(indent),
        };
        self.depth -= 1;
        value
    }

    fn mapping(&mut self, indent: usize) -> Option<Value> {
        let mut entries = Vec::new();
        while let Some(line) = self.line().filter(|line| line.indent >= indent) {
            if line.indent > indent || line.is_item() {
                return None;
            }
            let (key, value) = entry(line.content)?;
            entries.push((key.to_owned(), self.value(value, indent, true)?));
        }
        let mut map = Map::with_capacity(entries.len());
        for (key, value) in entries {
            if map.insert(key, value).is_some() {
                return None;
            }
        }
        Some(Value::Object(map))
    }

    fn list(&mut self, indent: usize) -> Option<Value> {
        let mut items = Vec::new();
        while let Some(line) = self.line().filter(|line| line.indent >= indent && line.is_item()) {
            if line.indent > indent {
                return None;
            }
            let content = value_start(&line.content[1..]);
            items.push(match entry(content) {
                Some(_) => {
                    let column = indent + line.content.len() - content.len();
                    self.inline = Some(column);
                    self.collection(column)?
                }
                None => self.value(content, indent, false)?,
            });
        }
        items.shrink_to_fit();
        Some(Value::Array(items))
    }

    /// Reads the value that starts with `text`, on the line of its key or dash, whose indentation is `indent`.
    fn value(&mut self, text: &'t str, indent: usize, has_key: bool) -> Option<Value> {
        match text.as_bytes().first() {
            None => {
                self.skip();
                self.below(indent, has_key)
            }
            Some(b'|' | b'>') => self.block(text, indent).map(Value::String),
            Some(quote @ (b'"' | b'\'')) => {
                self.skip();
                quoted(text, *quote).map(Value::String)
            }
            Some(b'[' | b'{') => {
                self.skip();
                self.flow(text)
            }
            Some(b'&') => self.anchored(&text[1..], indent, has_key),
            Some(b'*') => {
                self.skip();
                self.alias(uncommented(&text[1..]).0)
            }
            _ => self.plain(text, indent),
        }
    }

    /// Reads a flow collection on one line (7.4), which has the same value by itself.
    fn flow(&self, text: &str) -> Option<Value> {
        let (text, _) = uncommented(text);
        let open = text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count();
        let is_closed = text.ends_with([']', '}']) && self.depth + open <= DEEPEST && !text.contains('&');
        is_closed.then(|| (self.scalar)(text))?
    }

    /// Reads a value behind the name of its anchor.
    fn anchored(&mut self, text: &'t str, indent: usize, has_key: bool) -> Option<Value> {
        let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest = value_start(rest);
        if !is_anchor(name) || rest.starts_with(['&', '*']) || entry(rest).is_some() {
            return None;
        }
        let value = self.value(rest, indent, has_key)?;
        // The YAML parser mistakes anchors behind one that is defined anew.
        let before = self.anchors.insert(name, value.clone());
        before.is_none().then_some(value)
    }

    /// Returns the value with this anchor.
    fn alias(&mut self, name: &str) -> Option<Value> {
        let value = self.anchors.get(name)?;
        self.room = self.room.checked_sub(size(value))?;
        Some(value.clone())
    }

    /// Reads a value below its key or dash. A list may have the indentation of its key (8.2.3).
    fn below(&mut self, indent: usize, has_key: bool) -> Option<Value> {
        let Some(line) = self.line() else {
            return Some(Value::Null);
        };
        let is_inside = line.indent > indent || has_key && line.indent == indent && line.is_item();
        match is_inside {
            true => self.collection(line.indent),
            false => Some(Value::Null),
        }
    }

    /// Reads a plain scalar, which continues on lines that are indented further than `indent` (7.3.3).
    fn plain(&mut self, text: &'t str, indent: usize) -> Option<Value> {
        const INDICATORS: &[u8] = b",[]{}#&*!|>'\"%@`";
        let (text, is_commented) = uncommented(text);
        let first = text.as_bytes()[0];
        let is_sign = b"-?:".contains(&first) && (text.len() == 1 || text[1..].starts_with(' '));
        let is_marker = text.starts_with("---") || text.starts_with("...");
        if INDICATORS.contains(&first) || is_sign || is_marker || !is_plain_line(text) {
            return None;
        }
        self.skip();
        let mut folded = String::new();
        let mut breaks = 0;
        while let Some(line) = self.raw().filter(|_| !is_commented) {
            let content = line.trim_matches(' ');
            if content.is_empty() {
                breaks += 1;
            } else if indentation(line) > indent {
                if content.starts_with('#') || content.starts_with("- ") || !is_plain_line(content) {
                    return None;
                }
                if folded.is_empty() {
                    folded.push_str(text);
                }
                push_breaks(&mut folded, breaks);
                folded.push_str(content);
                breaks = 0;
            } else {
                break;
            }
            self.skip();
        }
        match folded.is_empty() {
            true => self.resolved(text),
            false if first.is_ascii_alphabetic() => Some(Value::String(folded)),
            false => None,
        }
    }

    /// Returns the value of a plain scalar on one line (10.3.2).
    fn resolved(&self, text: &str) -> Option<Value> {
        match text {
            "null" | "Null" | "NULL" | "~" => return Some(Value::Null),
            "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
            "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
            _ => {}
        }
        let may_be_number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
        match may_be_number {
            true => number(text).or_else(|| (self.scalar)(text)),
            false => Some(Value::String(text.to_owned())),
        }
    }

    /// Reads a literal or folded scalar (8.1).
    fn block(&mut self, head: &str, indent: usize) -> Option<String> {
        let (is_literal, strip, keep) = match head {
            "|" | ">" => (head == "|", false, false),
            "|-" | ">-" => (head == "|-", true, false),
            "|+" | ">+" => (head == "|+", false, true),
            _ => return None,
        };
        self.skip();
        let mut out = String::new();
        let mut breaks = self.blank_lines(usize::MAX)?;
        let column = self.raw().map_or(0, indentation);
        if column <= indent {
            // Only blank lines, or none at all.
            return (breaks == 0).then_some(out);
        }
        let (mut ended, mut was_blank) = (false, false);
        while let Some(line) = self.raw().filter(|line| indentation(line) >= column) {
            let line = &line[column..];
            let is_blank = line.starts_with(' ');
            match !is_literal && ended && !was_blank && !is_blank {
                true if breaks == 0 => out.push(' '),
                true => {}
                false if ended => out.push('\n'),
                false => {}
            }
            out.extend(std::iter::repeat_n('\n', breaks));
            out.push_str(line);
            was_blank = is_blank;
            // The last line of the text may have no end.
            ended = self.at + column + line.len() < self.text.len();
            self.skip();
            breaks = self.blank_lines(column)?;
        }
        out.extend((ended && !strip).then_some('\n'));
        out.extend(std::iter::repeat_n('\n', if keep { breaks } else { 0 }));
        Some(out)
    }

    /// Skips lines of at most `column` spaces, and returns their number; `None` if one of them is deeper than the next line
    /// with content.
    fn blank_lines(&mut self, column: usize) -> Option<usize> {
        let (mut count, mut deepest) = (0, 0);
        while let Some(line) = self.raw().filter(|line| is_blank(line) && line.len() <= column) {
            // A blank line without an end does not count.
            count += usize::from(self.at + line.len() < self.text.len());
            deepest = deepest.max(line.len());
            self.skip();
        }
        let next = self.raw().map_or(usize::MAX, indentation);
        (column != usize::MAX || deepest <= next).then_some(count)
    }
}

/// Returns the value of a decimal number without an exponent.
fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_usual = are_digits(whole) && are_digits(fraction) && (whole == "0" || !whole.starts_with('0'));
    if !is_usual || text.len() > 18 || text == "-0" {
        return None;
    }
    match digits == whole {
        true => text.parse::<i64>().ok().map(Value::from),
        false => text.parse::<f64>().ok().map(Value::from),
    }
}

fn is_anchor(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Returns the number of nodes of a value, and of the bytes of its strings and keys.
fn size(value: &Value) -> usize {
    1 + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, value)| 1 + key.len() + size(value))
            .sum(),
        _ => 0,
    }
}

fn indentation(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b' ').count()
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| byte == b' ')
}

/// Adds the line breaks between two lines of a scalar that is folded: one is a space.
fn push_breaks(out: &mut String, breaks: usize) {
    match breaks {
        0 => out.push(' '),
        _ => out.extend(std::iter::repeat_n('\n', breaks)),
    }
}

/// Splits an entry of a mapping into its key and the start of its value.
fn entry(content: &str) -> Option<(&str, &str)> {
    let first = *content.as_bytes().first()?;
    let (key, rest) = match first {
        b'"' | b'\'' => {
            let (key, rest) = content[1..].split_once(char::from(first))?;
            (key, rest.strip_prefix(':')?)
        }
        _ if first.is_ascii_alphanumeric() || b"/_$".contains(&first) => split_key(content)?,
        _ => return None,
    };
    let is_simple = key.len() <= LONGEST_KEY && !key.contains('\\') && !key.ends_with(' ') && key != MERGE;
    let is_separated = rest.is_empty() || rest.starts_with(' ');
    (is_simple && is_separated && !key.contains(" #")).then(|| (key, value_start(rest)))
}

/// Returns what follows a key or a dash on its line, without a comment that is all of it.
fn value_start(text: &str) -> &str {
    let text = text.trim_start_matches(' ');
    if text.starts_with('#') { "" } else { text }
}

/// Splits at the first colon that ends a key.
fn split_key(content: &str) -> Option<(&str, &str)> {
    let ends = memchr::memchr_iter(b':', content.as_bytes());
    let mut keys = ends.map(|end| (&content[..end], &content[end + 1..]));
    keys.find(|(_, rest)| rest.is_empty() || rest.starts_with(' '))
}

/// Returns `text` without a comment at its end, and whether it has one.
fn uncommented(text: &str) -> (&str, bool) {
    match text.split_once(" #") {
        Some((before, _)) => (before.trim_end_matches(' '), true),
        None => (text, false),
    }
}

/// Returns true unless a line of a plain scalar contains a key or a comment.
fn is_plain_line(text: &str) -> bool {
    let mut signs = memchr::memchr2_iter(b':', b'#', text.as_bytes());
    !signs.any(|at| match text.as_bytes()[at] {
        b':' => text[at + 1..].is_empty() || text[at + 1..].starts_with(' '),
        _ => text[..at].ends_with(' '),
    })
}

/// Returns the content of a quoted scalar on one line; `None` for other escapes than these.
fn quoted(text: &str, quote: u8) -> Option<String> {
    let quote = char::from(quote);
    let inside = text[1..].strip_suffix(quote).filter(|_| text.len() > 1)?;
    if quote == '\'' {
        let single = inside.replace("''", "");
        return (!single.contains('\'')).then(|| inside.replace("''", "'"));
    }
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = memchr::memchr2(b'"', b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push(match &rest.as_bytes()[at..] {
            [b'\\', b'n', ..] => '\n',
            [b'\\', b'r', ..] => '\r',
            [b'\\', b't', ..] => '\t',
            [b'\\', escaped @ (b'"' | b'\\' | b'/'), ..] => char::from(*escaped),
            _ => return None,
        });
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::parse_tree::{yaml_events, yaml_scalar};

    /// Checks that a text has the tree that the YAML parser returns; returns true if it is in this style.
    fn check(text: &str) -> bool {
        let Some(tree) = tree(text, yaml_scalar) else {
            return false;
        };
        let expected = yaml_events(text).unwrap_or_else(|error| panic!("{error}: {text:?}"));
        assert_eq!(tree.to_string(), expected.to_string(), "{text:?}");
        true
    }

    #[test]
    fn usual_documents_are_read_as_the_parser_reads_them() {
        for text in [
            "a: b\n",
            "a: b",
            "  a: 1\n  b: -1.5\n  c: 0x1F\n  d: 012\n  e: ~\n  f: True\n  g: .inf\n  h: 18446744073709551616\n  i: -0\n  j: 0.50\n  k: 1e3\n  l: 1.\n  m: -12\n  n: 2024-01-01\n  o: TrUe\n  p: inf\n",
            "a:\nb: null\n'c d':\n- 1\n-\n- e: f\n  g:\n    - h\n\"i\":\n   -   j: k\n       l: m\nn: []\no: {}\n",
            "# c\na: b c\n  d\n\n",
            "a: b  c \n   d \n\n\n   e\nf: http://g#h\n",
            "a: |\n  b\n   c\n\n  d\n\ne: >\n  f\n  g\n\n  h\n   i\n  j\nk: |-\n  l\nm: >-\n  n\no: |+\n  p\n\nq: >+\n\n  r\n\n",
            "a: |\n\n  b\n  # c\n# d\ne: f\n",
            "a: |\n  b\n    \n  c",
            "a: >\n",
            "a: 'it''s'\nb: \"c\\n\\r\\\"d\\\"\\t\\\\ \"\nc: ''\nd: \"\"\ne: '\\n'\n",
            "a: \u{e9} \u{2019} \u{1f600}\n/b/{c}:\n  $d: '#/e'\n200: f\nnull: g\n",
            "a: b  # c\nd: # e\n  f: [g, 'h', 1]\ni: {j: k, l: [{}]} # m\n",
            "- [a]\n- {b: c} # d\n- e # f\n- # g\n- h: # i\n    j: k#l\n",
            "a: &b c\nd: *b\ne: &f\n  - g\nh:\n- *f # i\n- &j k\n- *j\n- &k\n- *k\n",
            "a: (b)\nc: <d>\ne: -f\ng: ?h\ni: :j\n",
        ] {
            assert!(check(text), "{text:?}");
        }
    }

    #[test]
    fn other_documents_are_left_to_the_parser() {
        for text in [
            "",
            "a",
            "- a\nb: c\n",
            "a: [b,\n  c]\n",
            "a: [b]: c\n",
            "a: [b] c\n",
            "a: [*b]\n",
            "a: &b &c d\n",
            "- &a b: c\n",
            "a: *b\n",
            "a: &b\n  c: *b\n",
            "a: &b c\nd: &b e\n",
            "a: [&b c]\nd: *b\n",
            "a: !b c\n",
            "a: b # c\n  d\n",
            "a: b: c\n",
            "a: \"b\n  c\"\n",
            "a: \"\\u0041\"\n",
            "a:\tb\n",
            "a: b\r\n",
            "a: b\n a: c\n",
            "a: b\na: c\n",
            "<<: a\n",
            "\"<<\": a\n",
            "? a\n: b\n",
            "a : b\n",
            "a: --- b\n",
            "a: ...\n",
            "a: |2\n   b\n",
            "a: |\n     \n  b\n",
            "---\na: b\n",
            "a: b\n...\n",
            "a: %b\n",
            "a: @b\n",
            "a: b\u{2028}c\n",
            "a: b\u{85}c\n",
            "\u{feff}a: b\n",
            "a: b\n  - c\n",
            "a: b\n  # c\n",
            "- - a\n",
        ] {
            assert!(!check(text), "{text:?}");
        }
        let deep: String = (0..200)
            .map(|depth| format!("{}a:\n", " ".repeat(depth)))
            .collect();
        assert!(!check(&deep));
    }

    #[test]
    fn any_text_has_the_tree_of_the_parser_or_none() {
        const PARTS: [&str; 42] = [
            "&a ", "&a", "*a", "\nz: *a", "[", "]", "{", "}", ", ", "k: [l] ", "\n", "\n", "\n ", "\n  ",
            "\n  ", "\n   ", "\n    ", " ", "  ", "a", "b: ", "c:", "d", "- ", "-", "'", "''", "\"", "\\",
            "\\n", "#", " #", "|", ">", "|-", ">+", "1", "0", ".", "true", "\u{e9}", "~",
        ];
        let mut seed = 1_u64;
        let mut next = |count: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % count
        };
        let mut read = 0;
        for _ in 0..40_000 {
            let length = 2 + next(14);
            let text: String = (0..length).map(|_| PARTS[next(PARTS.len())]).collect();
            read += usize::from(
                check(&format!("x: {text}"))
                    || check(&format!("x:\n  y: {text}"))
                    || check(&format!("x: {text}\n")),
            );
        }
        assert!(read > 1_000, "{read}");
    }

    #[test]
    fn fragments_are_in_this_style() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/fragments");
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            check(&text);
        }
    }
}
