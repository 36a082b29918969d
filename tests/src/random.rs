//! Pseudorandom numbers that are the same in every run.

/// Returns how often a test takes random input: `usual` times, and `TEST_ROUNDS` times as often if that is set.
///
/// # Panics
///
/// If `TEST_ROUNDS` is not a number.
pub fn rounds(usual: u64) -> u64 {
    let times = std::env::var("TEST_ROUNDS").ok();
    usual * times.map_or(1, |times| times.parse().expect("TEST_ROUNDS is a number"))
}

/// Steele and Vigna's SplitMix64.
pub struct Random(u64);

impl Random {
    /// Creates the sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns a number below `bound`; 0 if that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % (bound as u64).max(1)) as usize
    }

    /// Returns one of `items`.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
