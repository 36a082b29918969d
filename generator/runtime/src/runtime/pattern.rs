//! Building blocks of pattern validators: runs of character classes, and automata for other patterns.

use std::sync::OnceLock;

/// The unread part of a string in a validator.
///
/// Every method is inlined, so that a class which is written as a closure becomes a handful of vector
/// comparisons over all bytes of a run at once.
#[derive(Clone, Copy, Debug)]
pub struct Rest<'t>(&'t str);

impl<'t> Rest<'t> {
    /// Returns the whole string.
    #[inline(always)]
    pub fn new(text: &'t str) -> Self {
        Self(text)
    }

    /// Returns whether everything was read.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// Reads a fixed string.
    #[inline(always)]
    pub fn literal(&mut self, literal: &str) -> bool {
        self.0.strip_prefix(literal).map(|rest| self.0 = rest).is_some()
    }

    /// Reads exactly `N` characters of an ASCII class.
    #[inline(always)]
    pub fn exactly<const N: usize>(&mut self, class: impl Fn(u8) -> bool) -> bool {
        let read = self.0.as_bytes().first_chunk::<N>();
        read.is_some_and(|bytes| every(bytes, class)) && self.skip(N)
    }

    /// Returns whether all that is left are exactly `N` characters of an ASCII class.
    #[inline(always)]
    pub fn only<const N: usize>(self, class: impl Fn(u8) -> bool) -> bool {
        <&[u8; N]>::try_from(self.0.as_bytes()).is_ok_and(|bytes| every(bytes, class))
    }

    /// Reads up to `max` characters of an ASCII class; fails if there are fewer than `min`.
    #[inline(always)]
    pub fn many(&mut self, min: usize, max: usize, class: impl Fn(u8) -> bool) -> bool {
        let count = self.0.bytes().take(max).take_while(|&byte| class(byte)).count();
        count >= min && self.skip(count)
    }

    /// Reads up to `max` characters of a class; fails if there are fewer than `min`.
    #[inline(always)]
    pub fn many_scalars(&mut self, min: usize, max: usize, class: impl Fn(char) -> bool) -> bool {
        let mut count = 0;
        let mut chars = self.0.chars();
        while count < max && chars.clone().next().is_some_and(&class) {
            chars.next();
            count += 1;
        }
        self.0 = chars.as_str();
        count >= min
    }

    /// Returns whether all that is left are `min` to `max` characters of an ASCII class.
    #[inline(always)]
    pub fn all(self, min: usize, max: usize, class: impl Fn(u8) -> bool) -> bool {
        (min..=max).contains(&self.0.len()) && all_bytes(self.0.as_bytes(), class)
    }

    /// Returns true if the rest is `min` to `max` characters of a class, given as its ASCII part and its other part.
    #[inline(always)]
    pub fn all_scalars(
        self,
        min: usize,
        max: usize,
        ascii: impl Fn(u8) -> bool,
        other: impl Fn(char) -> bool,
    ) -> bool {
        if self.0.len() < min || self.0.len() / 4 > max {
            return false;
        }
        if all_bytes(self.0.as_bytes(), &ascii) {
            return self.0.len() <= max;
        }
        let mut count = 0;
        for scalar in self.0.chars() {
            count += 1;
            if !(if scalar.is_ascii() {
                ascii(scalar as u8)
            } else {
                other(scalar)
            }) {
                return false;
            }
        }
        (min..=max).contains(&count)
    }

    #[inline(always)]
    fn skip(&mut self, count: usize) -> bool {
        self.0.get(count..).map(|rest| self.0 = rest).is_some()
    }
}

/// Returns whether `byte` lies between two others, ends included. Joined with `|`, not `||`, such tests need no branch.
#[inline(always)]
pub fn within(byte: u8, low: u8, high: u8) -> bool {
    byte.wrapping_sub(low) <= high - low
}

/// Returns whether the last byte of a string is in the class.
#[inline(always)]
pub fn ends(text: &str, class: impl Fn(u8) -> bool) -> bool {
    text.as_bytes().last().is_some_and(|&byte| class(byte))
}

/// Returns true if a string contains a byte of the class.
#[inline(always)]
pub fn holds_one(text: &str, class: impl Fn(u8) -> bool) -> bool {
    distance(text.as_bytes(), class) < text.len()
}

/// Returns true if a string contains another one, which is not empty.
pub fn holds(text: &str, literal: &str) -> bool {
    let literal = literal.as_bytes();
    let mut rest = text.as_bytes();
    while rest.len() >= literal.len() {
        rest = &rest[distance(rest, |byte| byte == literal[0])..];
        if rest.starts_with(literal) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

/// Returns the number of bytes before the first one of the class, which is searched in blocks.
#[inline(always)]
fn distance(bytes: &[u8], class: impl Fn(u8) -> bool) -> usize {
    let blocks = bytes.as_chunks::<16>().0.iter();
    let skipped = 16
        * blocks
            .take_while(|block| every(block, |byte| !class(byte)))
            .count();
    skipped + bytes[skipped..].iter().take_while(|&&byte| !class(byte)).count()
}

/// Returns whether all bytes are in the class; no early exit, so that the comparisons are made side by side.
#[inline(always)]
fn every<const N: usize>(bytes: &[u8; N], class: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(true, |so_far, &byte| so_far & class(byte))
}

/// Returns true if all bytes are in the class; checks blocks, the last two of which may overlap.
#[inline(always)]
fn all_bytes(bytes: &[u8], class: impl Fn(u8) -> bool) -> bool {
    if let Some(last) = bytes.last_chunk::<16>() {
        return bytes.as_chunks::<16>().0.iter().all(|block| every(block, &class)) && every(last, class);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        return every(first, &class) & every(last, class);
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return every(first, &class) & every(last, class);
    }
    bytes.iter().all(|&byte| class(byte))
}

/// The members of a large class beyond ASCII, such as all letters.
///
/// They are a string until first used: numbers, or a table made by the compiler, would cost every build of the crate
/// milliseconds.
#[derive(Debug)]
pub struct Others {
    ranges: &'static str,
    members: OnceLock<Members>,
}

/// A class that has been decoded.
#[derive(Debug)]
struct Members {
    /// One bit for each code point of the Basic Multilingual Plane.
    basic: Box<[u64; 1024]>,
    /// Inclusive ranges of code points, ascending.
    ranges: Vec<(u32, u32)>,
}

impl Others {
    /// Returns the class of some code points and inclusive ranges of them, ascending, in hexadecimal digits: `aa c0-d6
    /// d8-f6`.
    pub const fn new(ranges: &'static str) -> Self {
        Self {
            ranges,
            members: OnceLock::new(),
        }
    }

    /// Returns whether `scalar` is a member.
    #[inline]
    pub fn contains(&self, scalar: char) -> bool {
        let point = scalar as u32;
        let members = self.members.get_or_init(|| Members::of(self.ranges));
        match members.basic.get((point >> 6) as usize) {
            Some(bits) => bits >> (point & 63) & 1 == 1,
            None => {
                let at = members.ranges.partition_point(|&(_, high)| high < point);
                members.ranges.get(at).is_some_and(|&(low, _)| low <= point)
            }
        }
    }
}

impl Members {
    fn of(text: &str) -> Self {
        let point = |digits: &str| u32::from_str_radix(digits, 16).ok();
        let range = |text: &str| {
            let (low, high) = text.split_once('-').unwrap_or((text, text));
            Some((point(low)?, point(high)?))
        };
        let ranges: Vec<(u32, u32)> = text.split_ascii_whitespace().filter_map(range).collect();
        let mut basic = Box::new([0; 1024]);
        for point in ranges.iter().flat_map(|&(low, high)| low..=high.min(0xFFFF)) {
            basic[(point >> 6) as usize] |= 1 << (point & 63);
        }
        Self { basic, ranges }
    }
}

/// A deterministic finite automaton over classes of characters.
///
/// A state is the offset of its row in `rows`; a row has one next state for each class. Rejecting states come
/// before accepting ones. A state beyond the table has no row, because the result can no longer change.
#[derive(Clone, Debug)]
pub struct Table<'t> {
    ascii: [u8; 128],
    ranges: &'t [(char, char, u8)],
    rows: &'t [u16],
    start: u16,
    accepting: u16,
}

impl<'t> Table<'t> {
    /// The state in which no continuation of the string matches.
    pub const DEAD: u16 = u16::MAX - 1;
    /// The state in which every continuation of the string matches.
    pub const DONE: u16 = u16::MAX;

    /// Returns the automaton with the initial state `start` and the accepting states from `accepting` on.
    ///
    /// `ranges` are inclusive, ascending and do not overlap; each has its class. Characters outside of them have class
    /// 0.
    pub const fn new(ranges: &'t [(char, char, u8)], rows: &'t [u16], start: u16, accepting: u16) -> Self {
        let mut ascii = [0; 128];
        let mut range = 0;
        while range < ranges.len() {
            let (low, high, class) = ranges[range];
            let mut point = low as usize;
            while point <= high as usize && point < 128 {
                ascii[point] = class;
                point += 1;
            }
            range += 1;
        }
        Self {
            ascii,
            ranges,
            rows,
            start,
            accepting,
        }
    }

    /// Returns whether the automaton accepts `string`.
    pub fn matches(&self, text: &str) -> bool {
        self.run(text, |_, _| 0)
    }

    /// Speeds up the state `home`, which only bytes of the class `exits` leave.
    #[inline(always)]
    pub fn search(&self, text: &str, home: u16, exits: impl Fn(u8) -> bool) -> bool {
        self.run(
            text,
            |state, rest| if state == home { distance(rest, &exits) } else { 0 },
        )
    }

    /// Reads `string`; `skip` returns the number of bytes that do not change the state.
    #[inline(always)]
    fn run(&self, text: &str, skip: impl Fn(u16, &[u8]) -> usize) -> bool {
        let bytes = text.as_bytes();
        let mut state = self.start;
        let mut at = skip(state, bytes);
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            let class = match self.ascii.get(byte as usize) {
                Some(&class) => class,
                None => {
                    let scalar = text[at - 1..].chars().next().unwrap_or_default();
                    at += scalar.len_utf8() - 1;
                    self.other(scalar)
                }
            };
            // The class is added first, so that each step depends on the previous one only through this read.
            match self
                .rows
                .get(class as usize..)
                .and_then(|rows| rows.get(state as usize))
            {
                Some(&next) => state = next,
                None => break,
            }
            at += skip(state, &bytes[at..]);
        }
        state >= self.accepting && state != Self::DEAD
    }

    /// Returns the class of a character beyond ASCII.
    fn other(&self, scalar: char) -> u8 {
        let at = self.ranges.partition_point(|&(_, high, _)| high < scalar);
        self.ranges
            .get(at)
            .filter(|&&(low, _, _)| low <= scalar)
            .map_or(0, |&(_, _, class)| class)
    }
}
