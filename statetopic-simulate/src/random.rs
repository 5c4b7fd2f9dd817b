//! Numbers that look random and are the same for the same seed, on every machine and for ever.

use std::time::Duration;

/// A generator with a seed: `SplitMix64`.
///
/// Source: <https://prng.di.unimi.it/splitmix64.c>
///
/// ```
/// use statetopic_simulate::Random;
///
/// let (mut one, mut other) = (Random::seeded(7), Random::seeded(7));
/// assert_eq!(one.below(100), other.below(100));
/// assert_ne!(Random::of(7, "writes").next_u64(), Random::of(7, "faults").next_u64());
/// ```
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The generator of a seed.
    #[must_use]
    pub const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// The generator of a seed for one purpose: what another purpose takes changes nothing here.
    #[must_use]
    pub fn of(seed: u64, purpose: &str) -> Self {
        // FNV-1a, see <http://www.isthe.com/chongo/tech/comp/fnv/>.
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let purpose = purpose.bytes().fold(0xcbf2_9ce4_8422_2325, hash);
        Self(Self(seed).next_u64() ^ purpose)
    }

    /// Any number.
    pub const fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 where that is 0.
    pub fn below(&mut self, end: u32) -> u32 {
        let below = self.next_u64().checked_rem(u64::from(end)).unwrap_or_default();
        u32::try_from(below).unwrap_or_default()
    }

    /// Whether something happens that does so in this many of a hundred cases.
    pub fn percent(&mut self, likelihood: u32) -> bool {
        self.below(100) < likelihood
    }

    /// One of some choices.
    ///
    /// # Panics
    /// Where there is none.
    pub fn choose<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let end = u32::try_from(choices.len()).unwrap_or(u32::MAX);
        &choices[self.below(end) as usize]
    }

    /// A time below `end`, in whole milliseconds.
    pub fn time_below(&mut self, end: Duration) -> Duration {
        Duration::from_millis(self.below(u32::try_from(end.as_millis()).unwrap_or(u32::MAX)).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_a_seed_never_change() {
        // The first three of the published generator with the seed 1234567.
        let mut random = Random::seeded(1_234_567);
        let numbers = [random.next_u64(), random.next_u64(), random.next_u64()];
        assert_eq!(numbers, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn bounds_hold_and_nothing_is_below_nothing() {
        let mut random = Random::seeded(1);
        assert!((0..1000).all(|_| random.below(7) < 7));
        assert_eq!((random.below(0), random.time_below(Duration::ZERO)), (0, Duration::ZERO));
        assert!((0..100).all(|_| random.time_below(Duration::from_millis(5)) < Duration::from_millis(5)));
    }
}
