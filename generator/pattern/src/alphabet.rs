//! Groups the scalar values by the classes that a pattern distinguishes.

use std::collections::BTreeMap;

use super::code_points::Scalars;

/// Index of a class of an [`Alphabet`].
pub(super) type Letter = usize;

/// A partition of all scalar values into classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alphabet {
    /// The classes; they are not empty, do not overlap, and together contain every scalar value.
    pub(super) classes: Vec<Scalars>,
}

impl Alphabet {
    /// Returns the coarsest partition for which each of the given sets is a union of classes.
    ///
    /// Also returns the sets that contain each class. Classes are ordered by their most readable example, so that
    /// a walk in order yields readable strings first.
    pub(super) fn new(sets: &[Scalars]) -> (Self, Vec<Vec<bool>>) {
        let mut classes: BTreeMap<Vec<bool>, Vec<(u32, u32)>> = BTreeMap::new();
        for (low, high) in pieces(sets) {
            let Some(sample) = char::from_u32(low) else {
                continue;
            };
            let member_of = sets.iter().map(|set| set.contains(sample)).collect();
            classes.entry(member_of).or_default().push((low, high));
        }
        let mut classes: Vec<(Scalars, Vec<bool>)> = classes
            .into_iter()
            .map(|(member_of, ranges)| (Scalars::new(ranges), member_of))
            .collect();
        classes.sort_by_key(|(class, _)| class.example().map(awkwardness));
        let (classes, member_of) = classes.into_iter().unzip();
        (Self { classes }, member_of)
    }

    /// Returns the class that contains `scalar`.
    pub(super) fn letter(&self, scalar: char) -> Letter {
        self.classes
            .iter()
            .position(|class| class.contains(scalar))
            .unwrap_or(0)
    }
}

/// Returns all scalar values, split at the boundaries of the sets.
fn pieces(sets: &[Scalars]) -> Vec<(u32, u32)> {
    let everything = Scalars::all();
    let ranges = sets.iter().chain([&everything]).flat_map(Scalars::ranges);
    let mut starts: Vec<u32> = ranges.flat_map(|&(low, high)| [low, high + 1]).collect();
    starts.sort_unstable();
    starts.dedup();
    let pairs = starts.windows(2).map(|pair| (pair[0], pair[1] - 1));
    pairs.filter(|&(low, _)| char::from_u32(low).is_some()).collect()
}

/// Returns how unreadable a scalar is in an example: letters first, control characters last.
fn awkwardness(scalar: char) -> (u8, char) {
    let rank = match scalar {
        'a'..='z' => 0,
        '0'..='9' => 1,
        'A'..='Z' => 2,
        '-' | '_' | '.' => 3,
        '!'..='~' => 4,
        ' ' => 5,
        _ if scalar.is_alphanumeric() => 6,
        _ if !scalar.is_control() && !scalar.is_whitespace() => 7,
        _ => 8,
    };
    (rank, scalar)
}

impl Scalars {
    /// Returns the most readable member, if there is one.
    pub fn example(&self) -> Option<char> {
        const LOOKED_FOR: [(u32, u32); 6] = [
            (0x61, 0x7A),
            (0x30, 0x39),
            (0x41, 0x5A),
            (0x2D, 0x2E),
            (0x5F, 0x5F),
            (0x20, 0x7E),
        ];
        let ends = self.ranges().iter().flat_map(|&(low, high)| {
            LOOKED_FOR
                .iter()
                .map(move |&(from, to)| (low.max(from), high.min(to)))
                .chain([(low, high)])
        });
        let candidates = ends
            .filter(|(low, high)| low <= high)
            .filter_map(|(low, _)| char::from_u32(low));
        candidates.min_by_key(|&scalar| awkwardness(scalar))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_as_coarse_as_the_sets_allow() {
        let digits = Scalars::new([(0x30, 0x39)]);
        let hex = Scalars::new([(0x30, 0x39), (0x61, 0x66)]);
        let (alphabet, member_of) = Alphabet::new(&[digits, hex]);
        assert_eq!(alphabet.classes.len(), 3);
        assert_eq!(
            member_of,
            [vec![false, true], vec![false, false], vec![true, true]]
        );
        assert_eq!(
            ["f", "g", "7", "ä"].map(|t| alphabet.letter(t.chars().next().unwrap_or(' '))),
            [0, 1, 2, 1]
        );
    }

    #[test]
    fn examples_are_readable() {
        assert_eq!(Scalars::all().example(), Some('a'));
        assert_eq!(Scalars::new([(0, 0x40)]).example(), Some('0'));
        assert_eq!(Scalars::new([(0, 0x2F)]).example(), Some('-'));
        assert_eq!(Scalars::default().example(), None);
    }
}
