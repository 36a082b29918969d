//! Removes characters that are not allowed in a comment.

use crate::escape::{directs, has_no_width};
use std::borrow::Cow;

/// Returns `text` with `\n` as its only line break and U+0020 as its only other white space. Invisible characters are
/// omitted; those that control a terminal or the direction of writing become U+FFFD, so that they are visible.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace('\t', "    ");
    Cow::Owned(text.chars().filter(|&c| !has_no_width(c)).map(visible).collect())
}

fn visible(c: char) -> char {
    match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        c if c.is_whitespace() => ' ',
        c if c.is_control() || directs(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}
