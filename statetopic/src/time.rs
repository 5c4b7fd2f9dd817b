//! Points in time as DynamoDB writes them.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

mod arithmetic;
mod rfc3339;

/// Whole seconds since 1970-01-01T00:00:00Z, the unit of DynamoDB's TTL; an `N` in the table.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use statetopic::EpochSeconds;
///
/// let expiry = EpochSeconds::from(UNIX_EPOCH + Duration::from_millis(1_500));
/// assert_eq!(expiry, EpochSeconds(1));
/// assert_eq!(expiry + Duration::from_mins(1), EpochSeconds(61));
/// ```
///
/// # Units
/// Seconds. A fraction of a second of a [`Duration`] or a [`SystemTime`] does not count.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EpochSeconds(pub i64);

impl EpochSeconds {
    /// The time now, by the wall clock. Where a test decides what the time is, ask its [`Clock`](crate::Clock).
    #[must_use]
    pub fn now() -> Self {
        Self::from(SystemTime::now())
    }
}

/// A fraction of a second does not count. A time out of the range stops at its end.
impl From<SystemTime> for EpochSeconds {
    fn from(time: SystemTime) -> Self {
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => Self(0_i64.saturating_add_unsigned(since.as_secs())),
            Err(before) => Self(0_i64.saturating_sub_unsigned(before.duration().as_secs())),
        }
    }
}

/// # Panics
/// Where the platform's `SystemTime` does not reach as far. That of Linux has every second.
impl From<EpochSeconds> for SystemTime {
    fn from(time: EpochSeconds) -> Self {
        let distance = Duration::from_secs(time.0.unsigned_abs());
        if time.0 < 0 { UNIX_EPOCH - distance } else { UNIX_EPOCH + distance }
    }
}

/// The second that the time is in.
impl From<Timestamp> for EpochSeconds {
    fn from(time: Timestamp) -> Self {
        time.epoch_seconds()
    }
}

/// The number of seconds.
impl fmt::Display for EpochSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Roughly when a change was made: milliseconds since 1970-01-01T00:00:00Z.
///
/// DynamoDB gives it in seconds, with or without a fraction, and in milliseconds or microseconds through Kinesis Data
/// Streams; all become this. Changes are ordered by their sequence number, never by their time.
///
/// ```
/// use std::time::Duration;
/// use statetopic::Timestamp;
///
/// let made = Timestamp::from_epoch_millis(1_793_858_400_250);
/// assert_eq!(made.to_string(), "2026-11-05T06:00:00.250Z");
/// assert_eq!((made + Duration::from_mins(5)).saturating_duration_since(made).as_secs(), 300);
/// ```
///
/// # Units
/// Milliseconds. A shorter part of a [`Duration`] or a [`SystemTime`] does not count.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp {
    millis: u64,
}

impl Timestamp {
    /// The time now, by the wall clock; 1970 where that is set to a time before. Where a test decides what the time is, ask its
    /// [`Clock`](crate::Clock).
    #[must_use]
    pub fn now() -> Self {
        Self::try_from(SystemTime::now()).unwrap_or(Self { millis: 0 })
    }

    /// A time of this many milliseconds since 1970.
    #[must_use]
    pub const fn from_epoch_millis(millis: u64) -> Self {
        Self { millis }
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn epoch_millis(self) -> u64 {
        self.millis
    }

    /// Whole seconds since 1970.
    #[must_use]
    pub const fn epoch_seconds(self) -> EpochSeconds {
        EpochSeconds((self.millis / 1_000).cast_signed())
    }

    /// A time of whole seconds, milliseconds or microseconds.
    pub(crate) const fn from_integer(number: u64) -> Self {
        // 10^11 seconds are the year 5138, 10^11 milliseconds are 1973: no change lies between.
        let millis = match number {
            0..100_000_000_000 => number * 1_000,
            100_000_000_000..100_000_000_000_000 => number,
            _ => number / 1_000 + (number % 1_000 / 500),
        };
        Self { millis }
    }

    /// Reads a JSON number of seconds, milliseconds or microseconds; `None` where it is not a time.
    pub(crate) fn from_json_number(text: &str) -> Option<Self> {
        // As above.
        const SECONDS_BELOW: f64 = 1e11;
        const MILLIS_BELOW: f64 = 1e14;
        if let Ok(number) = text.parse() {
            return Some(Self::from_integer(number));
        }
        let number: f64 = text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)?;
        let millis = match number {
            seconds if seconds < SECONDS_BELOW => seconds * 1_000.0,
            millis if millis < MILLIS_BELOW => millis,
            micros => micros / 1_000.0,
        };
        // A float beyond the integer's range becomes its greatest value.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, saturating")]
        Some(Self { millis: millis.round() as u64 })
    }
}

/// # Panics
/// Where the platform's `SystemTime` does not reach as far. That of Linux has every millisecond.
impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        UNIX_EPOCH + Duration::from_millis(time.millis)
    }
}

/// The millisecond that the time is in.
impl TryFrom<SystemTime> for Timestamp {
    type Error = TimestampError;

    fn try_from(time: SystemTime) -> Result<Self, TimestampError> {
        let since = time.duration_since(UNIX_EPOCH).map_err(|_| TimestampError)?;
        let millis = u64::try_from(since.as_millis()).map_err(|_| TimestampError)?;
        Ok(Self { millis })
    }
}

/// A time that a [`Timestamp`] cannot be: before 1970, or over 500 million years later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimestampError;

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a time from 1970-01-01T00:00:00Z on, in milliseconds that fit `u64`")
    }
}

impl std::error::Error for TimestampError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_that_dynamodb_writes_becomes_milliseconds() {
        for (text, millis) in [
            ("1559320290", Some(1_559_320_290_000)),
            ("1559320290.838", Some(1_559_320_290_838)),
            ("1.559320290838E9", Some(1_559_320_290_838)),
            ("1559320290838", Some(1_559_320_290_838)),
            ("1559320290838123", Some(1_559_320_290_838)),
            ("0", Some(0)),
            ("-1", None),
            ("1e999", None),
        ] {
            let time = Timestamp::from_json_number(text).map(Timestamp::epoch_millis);
            assert_eq!(time, millis, "{text}");
        }
    }

    #[test]
    fn the_systems_time_and_ours_are_the_same() {
        for seconds in [0, 1, -1, 4_102_444_800, i64::MAX, i64::MIN] {
            let time = EpochSeconds(seconds);
            assert_eq!(EpochSeconds::from(SystemTime::from(time)), time);
        }
        for millis in [0, 999, 1_559_320_290_838, u64::MAX] {
            let time = Timestamp::from_epoch_millis(millis);
            assert_eq!(Timestamp::try_from(SystemTime::from(time)), Ok(time));
        }
        assert_eq!(Timestamp::try_from(UNIX_EPOCH - Duration::from_millis(1)), Err(TimestampError));
        let since = Timestamp::now().checked_duration_since(Timestamp::from_epoch_millis(1_700_000_000_000));
        assert!(since.is_some(), "the wall clock is set");
    }
}
