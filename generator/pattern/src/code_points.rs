//! Sets of Unicode scalar values, kept as sorted, disjoint, non-adjacent ranges.

/// Every scalar value: all code points except for the surrogates.
const UNIVERSE: [(u32, u32); 2] = [(0, 0xD7FF), (0xE000, 0x10_FFFF)];

/// A set of Unicode scalar values. Surrogates are never members.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scalars(Vec<(u32, u32)>);

impl Scalars {
    /// Returns the set of the given inclusive ranges of code points, in any order; surrogates are omitted.
    pub fn new(ranges: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut parts: Vec<(u32, u32)> = ranges.into_iter().flat_map(without_surrogates).collect();
        parts.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::with_capacity(parts.len());
        for (low, high) in parts {
            match merged.last_mut() {
                Some(last) if low <= last.1 + 1 => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        Self(merged)
    }

    /// Returns the set with one member.
    pub fn one(scalar: char) -> Self {
        Self(vec![(scalar as u32, scalar as u32)])
    }

    /// Returns the set of all scalar values.
    pub fn all() -> Self {
        Self(UNIVERSE.to_vec())
    }

    /// Returns the complement.
    pub fn negate(&self) -> Self {
        let mut gaps = Vec::with_capacity(self.0.len() + 1);
        let mut next = 0;
        for &(low, high) in &self.0 {
            if next < low {
                gaps.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= 0x10_FFFF {
            gaps.push((next, 0x10_FFFF));
        }
        Self::new(gaps)
    }

    /// Returns the union.
    pub fn union(&self, other: &Self) -> Self {
        Self::new(self.0.iter().chain(&other.0).copied())
    }

    /// Returns true if the two sets have no common member.
    pub fn is_disjoint(&self, other: &Self) -> bool {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            if a.1 < b.0 {
                left.next();
            } else if b.1 < a.0 {
                right.next();
            } else {
                return false;
            }
        }
        true
    }

    /// Returns true if `scalar` is a member.
    pub fn contains(&self, scalar: char) -> bool {
        let at = self.0.partition_point(|&(_, high)| high < scalar as u32);
        self.0.get(at).is_some_and(|&(low, _)| low <= scalar as u32)
    }

    /// Returns true if there is no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns true if every scalar value is a member.
    pub fn is_all(&self) -> bool {
        self.0 == UNIVERSE
    }

    /// Returns the only member, if there is exactly one.
    pub fn single(&self) -> Option<char> {
        match self.0[..] {
            [(low, high)] if low == high => char::from_u32(low),
            _ => None,
        }
    }

    /// Returns the inclusive ranges as code points, ascending. No range spans the surrogates.
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// Returns the inclusive ranges as characters, ascending.
    pub fn char_ranges(&self) -> impl Iterator<Item = (char, char)> + '_ {
        self.0
            .iter()
            .filter_map(|&(low, high)| Some((char::from_u32(low)?, char::from_u32(high)?)))
    }

    /// Returns the members of this set that are (`true`) or are not (`false`) ASCII.
    pub fn split_ascii(&self, ascii: bool) -> Self {
        let (from, to) = if ascii { (0, 0x7F) } else { (0x80, 0x10_FFFF) };
        Self(
            self.0
                .iter()
                .map(|&(l, h)| (l.max(from), h.min(to)))
                .filter(|(l, h)| l <= h)
                .collect(),
        )
    }
}

/// Returns the up to two parts of a range without the surrogates.
fn without_surrogates((low, high): (u32, u32)) -> impl Iterator<Item = (u32, u32)> {
    UNIVERSE
        .into_iter()
        .map(move |(from, to)| (low.max(from), high.min(to)))
        .filter(|(l, h)| l <= h)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merges_sorts_and_skips_surrogates() {
        let set = Scalars::new([(0x62, 0x63), (0x61, 0x61), (0xD000, 0xE010)]);
        assert_eq!(set.ranges(), [(0x61, 0x63), (0xD000, 0xD7FF), (0xE000, 0xE010)]);
    }

    #[test]
    fn negation_is_its_own_inverse() {
        let set = Scalars::new([(0, 9), (0x61, 0x7A), (0x1_0000, 0x10_FFFF)]);
        assert_eq!(set.negate().negate(), set);
        assert!(set.negate().is_disjoint(&set));
        assert!(set.union(&set.negate()).is_all());
        assert!(Scalars::all().negate().is_empty());
    }

    #[test]
    fn membership() {
        let set = Scalars::new([(0x30, 0x39), (0xE4, 0xE4)]);
        assert!(set.contains('0') && set.contains('9') && set.contains('ä'));
        assert!(!set.contains('/') && !set.contains(':') && !set.contains('ö'));
        assert_eq!(Scalars::one('x').single(), Some('x'));
        assert_eq!(set.split_ascii(false).single(), Some('ä'));
    }
}
