//! Decimal text into integers, and into one form of every decimal; never rounded.

use super::eights;

/// What an integer is parsed from and into.
pub(crate) trait Integer: std::str::FromStr + TryFrom<u64> {}

macro_rules! integers {
    ($($integer:ty)*) => { $( impl Integer for $integer {} )* };
}

integers!(u8 u16 u32 u64 u128 i8 i16 i32 i64 i128);

/// Reads an integer; `None` where the number has a fraction or is out of range, and where the text is not a number.
///
/// `300.0` and `3E2` are the integer 300: DynamoDB takes all three, and some writers choose the longer ones.
#[inline]
pub(crate) fn parse_integer<I: Integer>(text: &str) -> Option<I> {
    match eights::integer(text.as_bytes()) {
        Some(integer) => I::try_from(integer).ok(),
        None => parse_any_integer(text),
    }
}

fn parse_any_integer<I: Integer>(text: &str) -> Option<I> {
    match text.parse() {
        // Rust takes a plus sign, as DynamoDB does when it reads a number.
        Ok(integer) => Some(integer),
        Err(_) => parse_any_integer(&plain_integer(text)?),
    }
}

/// The digits of a decimal that is an integer but is not written as one; `None` for every other text.
#[cold]
fn plain_integer(text: &str) -> Option<String> {
    let decimal = Decimal::parse(text)?;
    // Beyond 38 digits there is no `N`; a great exponent must not become a great string.
    let zeros = usize::try_from(decimal.exponent).ok().filter(|zeros| *zeros <= 40)?;
    let plain = format!("{}{}{}", if decimal.negative { "-" } else { "" }, decimal.digits, "0".repeat(zeros));
    // Only a text of another form: else the caller would come here again.
    (plain != text).then_some(plain)
}

/// A decimal number in one form: `digits × 10^exponent`, where the digits have no zero at either end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    pub(crate) negative: bool,
    /// `0` for zero.
    pub(crate) digits: String,
    pub(crate) exponent: i64,
}

impl Decimal {
    /// Reads a decimal as DynamoDB writes and takes it; `None` if the text is not a decimal.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = [whole, fraction].concat();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let exponent = i64::from(exponent) - i64::try_from(fraction.len()).ok()?;
        let significant = digits.trim_start_matches('0');
        let trimmed = significant.trim_end_matches('0');
        if trimmed.is_empty() {
            return Some(Self { negative: false, digits: "0".to_owned(), exponent: 0 });
        }
        let zeros = i64::try_from(significant.len() - trimmed.len()).ok()?;
        Some(Self { negative, digits: trimmed.to_owned(), exponent: exponent + zeros })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_read_in_every_form_that_dynamodb_takes() {
        for (text, integer) in [
            ("0", Some(0)),
            ("-0", Some(0)),
            ("+7", Some(7)),
            ("+3E2", Some(300)),
            ("300.0", Some(300)),
            ("3E2", Some(300)),
            ("3e+2", Some(300)),
            ("-0.03E4", Some(-300)),
            ("2147483648", None),
            ("0.5", None),
            ("1e99", None),
            ("", None),
            ("-", None),
            (".", None),
            ("abc", None),
            ("1 ", None),
            ("0x10", None),
            ("1e9999999999", None),
            ("NaN", None),
        ] {
            assert_eq!(parse_integer::<i32>(text), integer, "{text:?}");
        }
    }

    #[test]
    fn the_widest_integers_are_read_whole() {
        assert_eq!(parse_integer(&u128::MAX.to_string()), Some(u128::MAX));
        assert_eq!(parse_integer(&i128::MIN.to_string()), Some(i128::MIN));
        assert_eq!(parse_integer::<u8>("-1"), None);
    }
}
