//! Scans JSON for the position of every node, and for duplicate keys. Syntax errors are reported by the JSON parser: the scan ends
//! there.

use super::places::ROOT;
use super::spans::{DEPTH, Fault, Scan};
use crate::diagnostic::Mark;
use std::borrow::Cow;

/// Scans JSON.
pub(super) fn scan(text: &str) -> Scan {
    let mut walk = Walk {
        text,
        at: 0,
        marked: 0,
        mark: Mark { line: 1, column: 1 },
        scan: Scan::default(),
    };
    walk.space();
    let mark = walk.mark();
    walk.scan.places.start(mark);
    let node = Node {
        number: ROOT,
        depth: 0,
        is_repeated: false,
    };
    walk.value(node);
    walk.scan
}

struct Walk<'t> {
    text: &'t str,
    /// The byte that is read next.
    at: usize,
    /// The byte of `mark`.
    marked: usize,
    mark: Mark,
    scan: Scan,
}

/// A node that is being scanned.
#[derive(Clone, Copy)]
struct Node {
    /// Its number among the places.
    number: usize,
    depth: usize,
    /// Whether its key, or that of an ancestor, is a duplicate. Its members are not compared with those of the first one.
    is_repeated: bool,
}

impl Node {
    fn child(self, number: usize) -> Self {
        Self {
            number,
            depth: self.depth + 1,
            ..self
        }
    }
}

/// Contains `None` if the string is not JSON, or nests too deep.
type Walked = Option<()>;

impl<'t> Walk<'t> {
    fn value(&mut self, node: Node) -> Walked {
        match self.peek()? {
            b'{' if node.depth < DEPTH => self.object(node),
            b'[' if node.depth < DEPTH => self.array(node),
            b'{' | b'[' => None,
            b'"' => self.string().map(drop),
            _ => self.literal(),
        }
    }

    fn object(&mut self, node: Node) -> Walked {
        self.open();
        if self.take(b'}').is_some() {
            return Some(());
        }
        loop {
            let mark = self.mark();
            let key = unescaped(self.string()?);
            let places = &mut self.scan.places;
            let known = places.len();
            let number = places.below(node.number, &key, mark);
            let is_repeated = number < known;
            if is_repeated && !node.is_repeated {
                let first = places.mark(number).line;
                let message = format!("`{key}` appears twice in one mapping, first in line {first}");
                let help = "remove or rename one of the two";
                self.scan
                    .faults
                    .push(Fault::new("duplicate-key", mark, message, help));
            }
            self.space();
            self.take(b':')?;
            self.space();
            let child = node.child(number);
            self.value(Node {
                is_repeated: node.is_repeated || is_repeated,
                ..child
            })?;
            if self.end(b'}')? {
                return Some(());
            }
        }
    }

    fn array(&mut self, node: Node) -> Walked {
        self.open();
        if self.take(b']').is_some() {
            return Some(());
        }
        for index in 0_usize.. {
            let mark = self.mark();
            let number = self.scan.places.below(node.number, &index.to_string(), mark);
            self.value(node.child(number))?;
            if self.end(b']')? {
                break;
            }
        }
        Some(())
    }

    /// Skips an opening bracket.
    fn open(&mut self) {
        self.at += 1;
        self.space();
    }

    /// Skips `close` or a comma; returns `true` for `close`.
    fn end(&mut self, close: u8) -> Option<bool> {
        self.space();
        if self.take(close).is_some() {
            return Some(true);
        }
        self.take(b',')?;
        self.space();
        Some(false)
    }

    /// Skips a string; returns it without its quotes.
    fn string(&mut self) -> Option<&'t str> {
        self.take(b'"')?;
        let start = self.at;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        let string = &self.text[start..self.at];
        self.at += 1;
        Some(string)
    }

    /// Skips a number, a boolean or `null`.
    fn literal(&mut self) -> Walked {
        let start = self.at;
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
        self.at += self.text.as_bytes()[start..]
            .iter()
            .take_while(|byte| is_part(byte))
            .count();
        (self.at > start).then_some(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Walked {
        let is_next = self.peek()? == byte;
        self.at += usize::from(is_next);
        is_next.then_some(())
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Returns the line and the column of the byte that is read next.
    fn mark(&mut self) -> Mark {
        for byte in &self.text.as_bytes()[self.marked..self.at] {
            match byte {
                b'\n' => {
                    self.mark = Mark {
                        line: self.mark.line + 1,
                        column: 1,
                    }
                }
                // Bytes that continue a character.
                0x80..=0xbf => {}
                _ => self.mark.column += 1,
            }
        }
        self.marked = self.at;
        self.mark
    }
}

/// Returns a string with its escapes resolved.
fn unescaped(string: &str) -> Cow<'_, str> {
    if !string.contains('\\') {
        return Cow::Borrowed(string);
    }
    serde_json::from_str(&format!("\"{string}\"")).map_or(Cow::Borrowed(string), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<(String, (usize, usize))> {
        let all = scan(text).places.all();
        all.into_iter()
            .map(|(pointer, mark)| (pointer, (mark.line, mark.column)))
            .collect()
    }

    #[test]
    fn a_node_is_where_its_key_or_its_item_begins() {
        let text = "{\"é\": [1, {\"a\\\"b\": \"]}\"}],\r\n \"c\":{}, \"d\" : [ ]}";
        let expected = [
            ("", (1, 1)),
            ("/é", (1, 2)),
            ("/é/0", (1, 8)),
            ("/é/1", (1, 11)),
            ("/é/1/a\"b", (1, 12)),
            ("/c", (2, 2)),
            ("/d", (2, 10)),
        ];
        assert_eq!(
            places(text),
            expected.map(|(pointer, at)| (pointer.to_owned(), at))
        );
    }

    #[test]
    fn repeated_keys_are_found_once() {
        let scan = scan("{\"a\": {\"x\": 1},\n\"a\": {\"x\": 2}, \"b\": {\"x\": 1, \"\\u0078\": 2}}");
        let faults: Vec<_> = scan
            .faults
            .into_iter()
            .map(|fault| fault.in_file("f").message)
            .collect();
        assert_eq!(
            faults,
            [
                "`a` appears twice in one mapping, first in line 1",
                "`x` appears twice in one mapping, first in line 2"
            ]
        );
    }

    #[test]
    fn text_that_is_not_json_ends_the_walk() {
        for text in [
            "",
            "{",
            "{\"a\"",
            "{\"a\": ",
            "[1 2]",
            "\"a\\",
            "{\"a\": 1,}",
            "[é]",
        ] {
            assert!(places(text).len() < 4, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(places(&deep).len(), DEPTH + 1);
    }
}
