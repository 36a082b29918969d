//! Characters that have no place in a comment.

use crate::escape::{directs, has_no_width};

/// `text` with `\n` as its only line break and U+0020 as its only other white space. What cannot be seen is
/// omitted; what controls a terminal or the direction of writing becomes U+FFFD, so that it shows.
pub(super) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\t', "    ");
    text.chars().filter(|&c| !has_no_width(c)).map(visible).collect()
}

fn visible(c: char) -> char {
    match c {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        c if c.is_whitespace() => ' ',
        c if c.is_control() || directs(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}
