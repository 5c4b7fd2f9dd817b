//! Numbers as DynamoDB compares and measures them: decimal, whatever way they are written.

/// A decimal number: `0.DIGITS × 10^exponent`, its digits without zeros at either end.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Number {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Number {
    /// Reads a number as DynamoDB writes it, or `None` where the text is not one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let significant = digits.trim_start_matches('0');
        if significant.is_empty() {
            return Some(Self::ZERO);
        }
        // What precedes the point, without the zeros that lead, is the number's power of ten.
        let power = i64::try_from(whole.len()).ok()? - i64::try_from(digits.len() - significant.len()).ok()?;
        Some(Self {
            negative,
            exponent: exponent.checked_add(power)?,
            digits: significant.trim_end_matches('0').to_owned(),
        })
    }

    const ZERO: Self = Self { negative: false, digits: String::new(), exponent: 0 };

    /// What it takes in an item: about a byte for two digits, one more, and one for a minus.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>
    pub(super) fn size(&self) -> usize {
        self.digits.len().div_ceil(2) + 1 + usize::from(self.negative)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_equal_however_they_are_written() {
        for (left, right) in [
            ("1", "1.0"),
            ("1", "+1"),
            ("-0", "0"),
            ("0.000", "0e9"),
            ("100", "1e2"),
            ("0.001", "1E-3"),
            ("00120", "1.20e+2"),
            ("-5.50", "-5.5"),
            ("99999999999999999999999999999999999999", "9.9999999999999999999999999999999999999E37"),
        ] {
            assert_eq!(Number::parse(left), Number::parse(right), "{left} {right}");
            assert!(Number::parse(left).is_some(), "{left}");
        }
    }

    #[test]
    fn numbers_that_differ_stay_different() {
        for (left, right) in [
            ("1", "-1"),
            ("1", "10"),
            ("0.1", "0.01"),
            ("12", "1.2"),
            ("1e125", "1e124"),
            ("99999999999999999999999999999999999998", "99999999999999999999999999999999999999"),
        ] {
            assert_ne!(Number::parse(left), Number::parse(right), "{left} {right}");
        }
    }

    #[test]
    fn text_is_no_number() {
        for text in ["", "-", ".", "e5", "1e", "1e5.5", "--1", "NaN", "1 ", "٣", "1e99999999999999999999"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_takes_a_byte_for_two_digits() {
        for (text, size) in [
            ("0", 1),
            ("7", 2),
            ("-7", 3),
            ("12", 2),
            ("123", 3),
            ("1000000", 2),
            ("-0.125", 4),
            ("99999999999999999999999999999999999999", 20),
        ] {
            assert_eq!(Number::parse(text).unwrap().size(), size, "{text}");
        }
    }
}
