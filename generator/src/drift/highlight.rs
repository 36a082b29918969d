//! Marks the difference between two strings.

use serde::Serialize;

/// A part of a string, changed or common to both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    pub(super) changed: bool,
    pub(super) text: String,
}

/// Above this number of pairs of words, only the common prefix and suffix are found, so that the time stays linear.
const MAX_PAIRS: usize = 10_000;

/// Returns `before` and `after` in pieces; the pieces of each joined are the string.
pub(super) fn difference(before: &str, after: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (old, new) = (words(before), words(after));
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old[start..].iter().rev().zip(new[start..].iter().rev());
    let end = rest.take_while(|(a, b)| a == b).count();
    let inner_old = &old[start..old.len() - end];
    let inner_new = &new[start..new.len() - end];
    let (kept_old, kept_new) = match inner_old.len() * inner_new.len() <= MAX_PAIRS {
        true => common(inner_old, inner_new),
        false => (vec![false; inner_old.len()], vec![false; inner_new.len()]),
    };
    (
        pieces(&old, start, end, &kept_old),
        pieces(&new, start, end, &kept_new),
    )
}

/// Splits a string into runs of letters and digits, which a capital after a small letter divides, and single other
/// characters.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut start, mut last) = (0, None);
    for (at, c) in text.char_indices() {
        let joins = last.is_some_and(|last: char| {
            last.is_alphanumeric() && c.is_alphanumeric() && !(last.is_lowercase() && c.is_uppercase())
        });
        if at > start && !joins {
            words.push(&text[start..at]);
            start = at;
        }
        last = Some(c);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

/// Marks the words of a longest common subsequence.
fn common(old: &[&str], new: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let width = new.len() + 1;
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            lengths[a * width + b] = match old[a] == new[b] {
                true => lengths[(a + 1) * width + b + 1] + 1,
                false => lengths[(a + 1) * width + b].max(lengths[a * width + b + 1]),
            };
        }
    }
    let (mut kept_old, mut kept_new) = (vec![false; old.len()], vec![false; new.len()]);
    let (mut a, mut b) = (0, 0);
    while a < old.len() && b < new.len() {
        if old[a] == new[b] {
            (kept_old[a], kept_new[b]) = (true, true);
            (a, b) = (a + 1, b + 1);
        } else if lengths[(a + 1) * width + b] >= lengths[a * width + b + 1] {
            a += 1;
        } else {
            b += 1;
        }
    }
    (kept_old, kept_new)
}

/// Joins neighboring words of the same kind.
fn pieces(words: &[&str], start: usize, end: usize, kept: &[bool]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let differs = |index: usize| index >= start && index < words.len() - end && !kept[index - start];
    for (index, word) in words.iter().enumerate() {
        // A space between two changed words is part of the change.
        let is_between = word.trim().is_empty() && index > 0 && differs(index - 1) && differs(index + 1);
        let changed = differs(index) || is_between;
        match pieces.last_mut() {
            Some(last) if last.changed == changed => last.text.push_str(word),
            _ => pieces.push(Piece {
                changed,
                text: (*word).to_owned(),
            }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::difference;

    fn marked(before: &str, after: &str) -> [String; 2] {
        let (old, new) = difference(before, after);
        [old, new].map(|pieces| {
            let mark = |piece: super::Piece| match piece.changed {
                true => format!("<{}>", piece.text),
                false => piece.text,
            };
            pieces.into_iter().map(mark).collect()
        })
    }

    #[test]
    fn only_the_words_that_differ_are_marked() {
        assert_eq!(
            marked("at least 1", "at least 20"),
            ["at least <1>", "at least <20>"]
        );
        assert_eq!(marked("^(a)$", "^(a)+$"), ["^(a)$", "^(a)<+>$"]);
        assert_eq!(
            marked("overwriteStrategy", "writeStrategy"),
            ["<overwrite>Strategy", "<write>Strategy"]
        );
        assert_eq!(marked("a, b, c", "a, x, c"), ["a, <b>, c", "a, <x>, c"]);
        assert_eq!(
            marked("is not null", "may be null"),
            ["<is not> null", "<may be> null"]
        );
        assert_eq!(marked("", "über"), ["", "<über>"]);
        assert_eq!(marked("a", "a"), ["a", "a"]);
    }

    #[test]
    fn long_strings_are_compared_by_their_ends() {
        let long = |middle: &str| format!("a {} z", format!("{middle} ").repeat(2_000));
        let [old, new] = marked(&long("b"), &long("c"));
        assert!(
            old.starts_with("a <b") && old.ends_with(">  z"),
            "{}",
            &old[old.len() - 9..]
        );
        assert!(new.starts_with("a <c"));
    }
}
