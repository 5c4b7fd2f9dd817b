//! Random numbers that are the same for the same seed, on every machine and for ever.

/// A generator with a seed: `SplitMix64`.
///
/// Source: <https://prng.di.unimi.it/splitmix64.c>
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The generator of a seed.
    #[must_use]
    pub const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.next() % u64::from(end)).expect("below a `u32`")
    }

    /// Whether something happens that does so in this many of a hundred cases.
    pub fn percent(&mut self, likelihood: u32) -> bool {
        self.below(100) < likelihood
    }

    /// One of some choices.
    pub fn choose<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let end = u32::try_from(choices.len()).expect("few choices");
        &choices[self.below(end) as usize]
    }
}
