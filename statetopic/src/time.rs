//! Points in time as DynamoDB writes them.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Whole seconds since 1970-01-01T00:00:00Z, the unit of DynamoDB's TTL; an `N` in the table.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use statetopic::EpochSeconds;
///
/// let expiry = EpochSeconds::from(UNIX_EPOCH + Duration::from_millis(1_500));
/// assert_eq!(expiry, EpochSeconds(1));
/// ```
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

    /// This much later, stopping at the greatest number there is.
    #[must_use]
    pub const fn after(self, duration: Duration) -> Self {
        let seconds = if duration.as_secs() > i64::MAX as u64 { i64::MAX } else { duration.as_secs().cast_signed() };
        Self(self.0.saturating_add(seconds))
    }
}

impl From<SystemTime> for EpochSeconds {
    fn from(time: SystemTime) -> Self {
        let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(since) => Self(seconds(since)),
            Err(before) => Self(-seconds(before.duration())),
        }
    }
}

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
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp {
    millis: u64,
}

impl Timestamp {
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

impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        UNIX_EPOCH + Duration::from_millis(time.millis)
    }
}

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
}
