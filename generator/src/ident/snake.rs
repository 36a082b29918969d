//! Converts names to snake case. Each name of a document is converted several times, and heck formats letter by letter: ASCII names,
//! which most names are, take a tenth of the time here.

use heck::{ToShoutySnakeCase, ToSnakeCase};

/// Returns `text` in snake case, as heck converts it.
pub(super) fn snake(text: &str) -> String {
    if !text.is_ascii() {
        return text.to_snake_case();
    }
    let mut out = Vec::with_capacity(text.len() + 8);
    text.as_bytes()
        .split(|byte| !byte.is_ascii_alphanumeric())
        .for_each(|run| push_run(&mut out, run));
    out.make_ascii_lowercase();
    String::from_utf8(out).expect("ASCII letters are UTF-8")
}

/// Returns `text` in snake case with capital letters.
pub(super) fn shouty_snake(text: &str) -> String {
    match text.is_ascii() {
        true => snake(text).to_ascii_uppercase(),
        false => text.to_shouty_snake_case(),
    }
}

/// Stores the case of the last letter of a word.
#[derive(Clone, Copy, PartialEq)]
enum Case {
    None,
    Lower,
    Upper,
}

/// Adds a run of letters and digits. A word begins where a capital follows a small letter, and at the last one of several capitals
/// that a small letter follows.
fn push_run(out: &mut Vec<u8>, run: &[u8]) {
    let (mut case, mut start) = (Case::None, 0);
    for (at, byte) in run.iter().enumerate() {
        let next = run.get(at + 1);
        let ends_capitals =
            case == Case::Upper && byte.is_ascii_uppercase() && next.is_some_and(u8::is_ascii_lowercase);
        if ends_capitals {
            push_word(out, &run[start..at]);
            start = at;
        }
        let now = match byte {
            b'a'..=b'z' => Case::Lower,
            b'A'..=b'Z' => Case::Upper,
            _ => case,
        };
        let ends = now == Case::Lower && next.is_some_and(u8::is_ascii_uppercase);
        if ends {
            push_word(out, &run[start..=at]);
            start = at + 1;
        }
        case = if ends || ends_capitals { Case::None } else { now };
    }
    push_word(out, &run[start..]);
}

/// Adds a word behind an underscore.
fn push_word(out: &mut Vec<u8>, word: &[u8]) {
    if !out.is_empty() && !word.is_empty() {
        out.push(b'_');
    }
    out.extend_from_slice(word);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All strings of at most eight characters over a letter of each case, a digit and a separator.
    #[test]
    fn names_are_converted_as_heck_converts_them() {
        for length in 0..=8_u32 {
            for number in 0..4_usize.pow(length) {
                let letters = (0..length).map(|at| b"aB1_"[number / 4_usize.pow(at) % 4]);
                let text: String = letters.map(char::from).collect();
                assert_eq!(snake(&text), text.to_snake_case(), "{text}");
            }
        }
        assert_eq!(snake("größeÄndern"), "größe_ändern");
        assert_eq!(shouty_snake("aBc1"), "A_BC1");
        assert_eq!(shouty_snake("größeÄndern"), "GRÖSSE_ÄNDERN");
    }
}
