//! Writes signs as words where names would be equal without them: `+1` and `-1`, `A+` and `A`.

use std::borrow::Cow;

use super::SYMBOLS;

/// Signs at the beginning of a name, longest first.
const LEADING: &[&str] = &["<=", ">=", "!=", "<", ">", "+", "-"];

/// Writes these signs as words: one at the beginning, one between a separator and a digit, and those of `trailing` at the
/// end.
pub(super) fn as_words<'w>(wire: &'w str, trailing: &[char]) -> Cow<'w, str> {
    if !wire.contains(['<', '>', '=', '+', '-']) {
        return Cow::Borrowed(wire);
    }
    let (lead, rest) = leading(wire);
    let kept = rest.trim_end_matches(trailing);
    let end = match kept.ends_with(char::is_alphanumeric) {
        true => &rest[kept.len()..],
        false => "",
    };
    let inner = &rest[..rest.len() - end.len()];
    let words = end.chars().filter_map(sign_word).map(|word| format!(" {word}"));
    let text = format!("{lead}{}{}", inner_signs(inner), words.collect::<String>());
    match text == wire {
        true => Cow::Borrowed(wire),
        false => Cow::Owned(text),
    }
}

/// Returns the word of a sign in front of a letter or digit, and the rest.
fn leading(wire: &str) -> (String, &str) {
    let signed = LEADING
        .iter()
        .find_map(|sign| Some((*sign, wire.strip_prefix(sign)?)));
    let signed = signed.filter(|(_, rest)| rest.starts_with(char::is_alphanumeric));
    let named = signed.and_then(|(sign, rest)| Some((format!("{} ", word(sign)?), rest)));
    named.unwrap_or((String::new(), wire))
}

/// Writes a sign between a separator and a digit as a word: the `+` of `reactions-+1`.
fn inner_signs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let is_between = before.is_some_and(|before: char| !before.is_alphanumeric())
            && rest.peek().is_some_and(char::is_ascii_digit);
        match sign_word(c).filter(|_| is_between) {
            Some(word) => out.push_str(&format!(" {word} ")),
            None => out.push(c),
        }
        before = Some(c);
    }
    out
}

fn sign_word(sign: char) -> Option<&'static str> {
    match sign {
        '+' => word("+"),
        '-' => word("-"),
        _ => None,
    }
}

fn word(sign: &str) -> Option<&'static str> {
    let found = SYMBOLS.iter().find(|(symbol, _)| *symbol == sign);
    found.map(|(_, name)| *name)
}
