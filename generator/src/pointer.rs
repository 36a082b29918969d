//! JSON pointers (RFC 6901).

use std::borrow::Cow;

/// Appends one reference token, escaped.
pub fn push_escaped(pointer: &mut String, token: &str) {
    // Few tokens have anything to escape, and every stage makes the pointers of most nodes.
    if escapes(token) == 0 {
        return pointer.push_str(token);
    }
    for c in token.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// Returns the length of a reference token in a pointer, in bytes.
pub fn escaped_length(token: &str) -> usize {
    token.len() + escapes(token)
}

/// Returns the number of characters to escape.
fn escapes(token: &str) -> usize {
    token.bytes().filter(|byte| matches!(byte, b'~' | b'/')).count()
}

/// Returns `pointer` with one more token.
pub fn child(pointer: &str, token: &str) -> String {
    let mut deeper = String::with_capacity(pointer.len() + token.len() + 1);
    deeper.push_str(pointer);
    deeper.push('/');
    push_escaped(&mut deeper, token);
    deeper
}

/// Returns the unescaped form of a reference token.
pub fn unescaped(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

/// Returns the parent pointer and the last token, unescaped; `None` for the whole document.
pub fn split_last(pointer: &str) -> Option<(&str, Cow<'_, str>)> {
    pointer
        .rsplit_once('/')
        .map(|(parent, token)| (parent, unescaped(token)))
}
