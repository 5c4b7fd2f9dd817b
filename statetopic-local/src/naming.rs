//! Regions, ARNs and stream labels as AWS writes them.

use crate::REGION;

/// The account in the local engine's ARNs: the one that AWS's own examples use.
pub(crate) const ACCOUNT: &str = "123456789012";

/// The ARN of a stream with this label.
pub(crate) fn stream_arn(table: &str, label: &str) -> String {
    format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}/stream/{label}")
}

/// The label of a stream that was made at this time (`seconds.nanoseconds` since 1970): `2026-11-21T01:08:48.000`.
pub(crate) fn iso_label(label: &str) -> String {
    let (seconds, nanoseconds) = label.split_once('.').unwrap_or((label, ""));
    let seconds: u64 = seconds.parse().unwrap_or_default();
    let milliseconds = nanoseconds.get(..3).unwrap_or("000");
    format!("{}.{milliseconds}", iso_time(seconds))
}

/// A time in seconds since 1970, as ISO 8601 writes it: `2026-11-21T01:08:48`.
pub(crate) fn iso_time(seconds: u64) -> String {
    let (year, month, day) = civil_from_days(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// The date of a day counted from 1970-01-01, in the Gregorian calendar.
fn civil_from_days(mut days: u64) -> (u64, u64, u64) {
    /// The calendar repeats after 400 years.
    const DAYS_IN_400_YEARS: u64 = 146_097;
    let mut year = 1970 + days / DAYS_IN_400_YEARS * 400;
    days %= DAYS_IN_400_YEARS;
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    loop {
        let length = if leap(year) { 366 } else { 365 };
        if days < length {
            break;
        }
        days -= length;
        year += 1;
    }
    let february = if leap(year) { 29 } else { 28 };
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_iso_times() {
        for (label, iso) in [
            ("0.000000000", "1970-01-01T00:00:00.000"),
            ("951782399.999000000", "2000-02-28T23:59:59.999"),
            ("951782400.000000001", "2000-02-29T00:00:00.000"),
            ("1763687328.120000000", "2025-11-21T01:08:48.120"),
            ("4107542399.500000000", "2100-02-28T23:59:59.500"),
            ("4107542400.000000000", "2100-03-01T00:00:00.000"),
            ("12622780800.0", "2370-01-01T00:00:00.000"),
        ] {
            assert_eq!(iso_label(label), iso);
        }
    }
}
