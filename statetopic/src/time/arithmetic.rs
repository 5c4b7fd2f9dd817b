//! Arithmetic of points in time and durations, with the names that the standard library's times have.

use std::ops::{Add, AddAssign, Sub, SubAssign};
use std::time::Duration;

use super::{EpochSeconds, Timestamp};

impl EpochSeconds {
    /// This much later; `None` where the number would be too large.
    #[must_use]
    pub const fn checked_add(self, duration: Duration) -> Option<Self> {
        match self.0.checked_add_unsigned(duration.as_secs()) {
            Some(seconds) => Some(Self(seconds)),
            None => None,
        }
    }

    /// This much earlier; `None` where the number would be too small.
    #[must_use]
    pub const fn checked_sub(self, duration: Duration) -> Option<Self> {
        match self.0.checked_sub_unsigned(duration.as_secs()) {
            Some(seconds) => Some(Self(seconds)),
            None => None,
        }
    }

    /// This much later, stopping at the greatest number there is.
    ///
    /// ```
    /// use std::time::Duration;
    /// use statetopic::EpochSeconds;
    ///
    /// assert_eq!(EpochSeconds(i64::MAX).saturating_add(Duration::from_secs(1)), EpochSeconds(i64::MAX));
    /// ```
    #[must_use]
    pub const fn saturating_add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add_unsigned(duration.as_secs()))
    }

    /// The time from `earlier` to this; `None` where that is later.
    #[must_use]
    pub const fn checked_duration_since(self, earlier: Self) -> Option<Duration> {
        if self.0 < earlier.0 { None } else { Some(Duration::from_secs(self.0.abs_diff(earlier.0))) }
    }

    /// The time from `earlier` to this; zero where that is later.
    #[must_use]
    pub const fn saturating_duration_since(self, earlier: Self) -> Duration {
        match self.checked_duration_since(earlier) {
            Some(duration) => duration,
            None => Duration::ZERO,
        }
    }
}

impl Timestamp {
    /// This much later; `None` where the number would be too large.
    #[must_use]
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        let millis = u64::try_from(duration.as_millis()).ok()?;
        self.millis.checked_add(millis).map(Self::from_epoch_millis)
    }

    /// This much earlier; `None` where that is before 1970.
    ///
    /// ```
    /// use std::time::Duration;
    /// use statetopic::Timestamp;
    ///
    /// let time = Timestamp::from_epoch_millis(1_500);
    /// assert_eq!(time.checked_sub(Duration::from_secs(1)), Some(Timestamp::from_epoch_millis(500)));
    /// assert_eq!(time.checked_sub(Duration::from_secs(2)), None);
    /// ```
    #[must_use]
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        let millis = u64::try_from(duration.as_millis()).ok()?;
        self.millis.checked_sub(millis).map(Self::from_epoch_millis)
    }

    /// This much later, stopping at the greatest number there is.
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        self.checked_add(duration).unwrap_or(Self { millis: u64::MAX })
    }

    /// The time from `earlier` to this; `None` where that is later.
    #[must_use]
    pub const fn checked_duration_since(self, earlier: Self) -> Option<Duration> {
        match self.millis.checked_sub(earlier.millis) {
            Some(millis) => Some(Duration::from_millis(millis)),
            None => None,
        }
    }

    /// The time from `earlier` to this; zero where that is later.
    #[must_use]
    pub const fn saturating_duration_since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.millis.saturating_sub(earlier.millis))
    }
}

macro_rules! operators {
    ($($time:ident)*) => { $(
        /// # Panics
        /// Where [`checked_add`](Self::checked_add) is `None`.
        impl Add<Duration> for $time {
            type Output = Self;

            fn add(self, duration: Duration) -> Self {
                self.checked_add(duration).expect("the sum of a time and a duration is in range")
            }
        }

        /// # Panics
        /// Where [`checked_add`](Self::checked_add) is `None`.
        impl AddAssign<Duration> for $time {
            fn add_assign(&mut self, duration: Duration) {
                *self = *self + duration;
            }
        }

        /// # Panics
        /// Where [`checked_sub`](Self::checked_sub) is `None`.
        impl Sub<Duration> for $time {
            type Output = Self;

            fn sub(self, duration: Duration) -> Self {
                self.checked_sub(duration).expect("the difference of a time and a duration is in range")
            }
        }

        /// # Panics
        /// Where [`checked_sub`](Self::checked_sub) is `None`.
        impl SubAssign<Duration> for $time {
            fn sub_assign(&mut self, duration: Duration) {
                *self = *self - duration;
            }
        }
    )* };
}

operators!(EpochSeconds Timestamp);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_taken_away_again() {
        let (seconds, millis) = (EpochSeconds(1_700_000_000), Timestamp::from_epoch_millis(1_700_000_000_123));
        for duration in
            [Duration::ZERO, Duration::from_millis(1), Duration::from_millis(1_500), Duration::from_hours(9)]
        {
            let (mut later, mut afterwards) = (seconds + duration, millis + duration);
            assert_eq!(later.checked_duration_since(seconds), Some(Duration::from_secs(duration.as_secs())));
            assert_eq!(afterwards.checked_duration_since(millis), Some(duration));
            later -= duration;
            afterwards -= duration;
            assert_eq!((later, afterwards), (seconds, millis));
            later += duration;
            afterwards += duration;
            assert_eq!((later - duration, afterwards - duration), (seconds, millis));
        }
    }

    #[test]
    fn what_is_out_of_range_is_none_or_stops_there() {
        let (second, milli) = (Duration::from_secs(1), Duration::from_millis(1));
        let (first, last) = (EpochSeconds(i64::MIN), EpochSeconds(i64::MAX));
        assert_eq!((last.checked_add(second), first.checked_sub(second)), (None, None));
        assert_eq!((last.saturating_add(second), first.saturating_add(Duration::MAX)), (last, last));
        assert_eq!(last.checked_duration_since(first), Some(Duration::from_secs(u64::MAX)));
        assert_eq!((first.checked_duration_since(last), first.saturating_duration_since(last)), (None, Duration::ZERO));

        let (first, last) = (Timestamp::from_epoch_millis(0), Timestamp::from_epoch_millis(u64::MAX));
        assert_eq!((last.checked_add(milli), first.checked_sub(milli)), (None, None));
        assert_eq!((last.saturating_add(milli), first.saturating_add(Duration::MAX)), (last, last));
        assert_eq!((first.checked_add(Duration::MAX), last.checked_sub(Duration::MAX)), (None, None));
        assert_eq!((first.checked_duration_since(last), first.saturating_duration_since(last)), (None, Duration::ZERO));
    }

    #[test]
    #[should_panic = "in range"]
    fn an_operator_panics_where_the_result_is_out_of_range() {
        let _ = Timestamp::from_epoch_millis(0) - Duration::from_secs(1);
    }
}
