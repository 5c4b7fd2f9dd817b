//! A time as a text of RFC 3339.

use std::fmt;

use super::Timestamp;

const MILLIS_OF_DAY: u64 = 24 * 60 * 60 * 1_000;

/// The Gregorian calendar repeats after 400 years, which have this many days.
const DAYS_OF_CYCLE: u64 = 400 * 365 + 97;

/// The time in UTC with three digits of its second, such as `2026-11-05T06:00:00.250Z`. Up to the year 9999 that is a text of RFC
/// 3339, and texts sort as their times do.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date(self.epoch_millis() / MILLIS_OF_DAY);
        let millis = self.epoch_millis() % MILLIS_OF_DAY;
        let (hours, minutes) = (millis / 3_600_000, millis / 60_000 % 60);
        let (seconds, millis) = (millis / 1_000 % 60, millis % 1_000);
        f.pad(&format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{millis:03}Z"))
    }
}

/// The date of a day, counted from 1970-01-01: year, month and day of the month.
fn date(days: u64) -> (u64, u64, u64) {
    let (mut year, mut day) = (1970 + 400 * (days / DAYS_OF_CYCLE), days % DAYS_OF_CYCLE);
    while day >= 365 + leap_days(year) {
        day -= 365 + leap_days(year);
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + leap_days(year), 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if day < length {
            break;
        }
        day -= length;
        month += 1;
    }
    (year, month, day + 1)
}

/// 1 in a leap year.
const fn leap_days(year: u64) -> u64 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    if is_leap { 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_in_rfc_3339() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_559_320_290_838, "2019-05-31T16:31:30.838Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (3_981_398_399_000, "2096-02-29T23:59:59.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (253_402_300_800_000, "10000-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(Timestamp::from_epoch_millis(millis).to_string(), text);
        }
        assert!(Timestamp::from_epoch_millis(u64::MAX).to_string().starts_with("584556019-04-03T"));
        assert_eq!(format!("{:>26}", Timestamp::from_epoch_millis(0)), "  1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn a_day_follows_the_day_before() {
        let mut before = date(0);
        for days in 1..2 * DAYS_OF_CYCLE {
            let (year, month, day) = date(days);
            let is_next = match day {
                1 if month == 1 => (before.0 + 1, 12, 31) == (year, before.1, before.2),
                1 => (before.0, before.1 + 1) == (year, month) && before.2 >= 28,
                _ => (before.0, before.1, before.2 + 1) == (year, month, day),
            };
            assert!(is_next, "{before:?}, then {year}-{month}-{day}");
            before = (year, month, day);
        }
        assert_eq!(before, (2769, 12, 31));
    }
}
