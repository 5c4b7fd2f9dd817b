//! Decimal text into Rust's numbers, never rounded.

use serde::de::Visitor;

use super::digits;
use super::fault::{Fault, Problem};

/// What an integer is parsed from and into.
pub(crate) trait Integer: std::str::FromStr + TryFrom<u64> {}

macro_rules! integers {
    ($($integer:ty)*) => { $( impl Integer for $integer {} )* };
}

integers!(u8 u16 u32 u64 u128 i8 i16 i32 i64 i128);

/// Reads an integer; `None` where the number has a fraction, is out of range or is no number.
///
/// `300.0` and `3E2` are the integer 300: DynamoDB takes all three, and some writers choose the longer ones.
#[inline]
pub(crate) fn parse_integer<I: Integer>(text: &str) -> Option<I> {
    match digits::integer(text.as_bytes()) {
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
    /// Reads a decimal as DynamoDB writes and takes it; `None` where the text is none.
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

/// A number for [`Number`](crate::Number), which reads its digits itself.
pub(crate) fn visit_number<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Fault> {
    visitor.visit_str::<Fault>(text).map_err(|_| Fault::new(Problem::Unfit("N of at most 38 digits")))
}

/// A number for a visitor that takes any value: serde buffers it in 64 bits, and nothing is rounded.
pub(crate) fn visit_any_number<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Fault> {
    if let Some(unsigned) = parse_integer(text) {
        return visitor.visit_u64(unsigned);
    }
    if let Some(signed) = parse_integer(text) {
        return visitor.visit_i64(signed);
    }
    let decimal = Decimal::parse(text).ok_or_else(|| Fault::new(Problem::Unfit("N")))?;
    match text.parse::<f64>() {
        // A float is written with the digits that tell it from every other: where these come back, it is the number.
        Ok(float) if decimal.exponent < 0 && Decimal::parse(&float.to_string()) == Some(decimal) => {
            visitor.visit_f64(float)
        }
        _ => Err(Fault::new(Problem::TooWideToBuffer)),
    }
}

/// Reads a float; `None` where it is beyond the type's range or no number. Rust reads `inf` and `nan` too, which are no
/// numbers of DynamoDB's.
#[inline]
pub(crate) fn parse_float<F: Float>(text: &str) -> Option<F> {
    F::parse_short(text).or_else(|| parse_any_float(text))
}

fn parse_any_float<F: Float>(text: &str) -> Option<F> {
    let number = text.bytes().all(|byte| !byte.is_ascii_alphabetic() || matches!(byte, b'e' | b'E'));
    if number { text.parse().ok().filter(F::is_finite) } else { None }
}

/// What a float is parsed into.
pub(crate) trait Float: std::str::FromStr {
    fn is_finite(&self) -> bool;

    /// Reads a decimal of few digits and no exponent, to the same float as every other way; `None` for every other text.
    fn parse_short(text: &str) -> Option<Self>;
}

impl Float for f32 {
    fn is_finite(&self) -> bool {
        Self::is_finite(*self)
    }

    fn parse_short(_: &str) -> Option<Self> {
        None
    }
}

impl Float for f64 {
    fn is_finite(&self) -> bool {
        Self::is_finite(*self)
    }

    #[inline]
    fn parse_short(text: &str) -> Option<Self> {
        match leading_float(text.as_bytes()) {
            Some((float, length)) if length == text.len() => Some(float),
            _ => None,
        }
    }
}

/// The decimal of at most 15 digits that a text begins with, to the same float as every other way, and its length.
#[inline]
pub(super) fn leading_float(text: &[u8]) -> Option<(f64, usize)> {
    // An integer below 10^15 and a power of ten below that are floats exactly, and the quotient of two floats is the
    // float that is nearest to it: there is one rounding, as there is for every decimal.
    const POWERS: [f64; 16] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    let negative = text.first() == Some(&b'-');
    let (mut length, mut digits, mut count, mut point) = (usize::from(negative), 0_u64, 0, None);
    while let Some(byte) = text.get(length) {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            if count == 15 {
                return None;
            }
            digits = digits * 10 + u64::from(digit);
            count += 1;
        } else if *byte == b'.' && point.is_none() {
            point = Some(count);
        } else {
            break;
        }
        length += 1;
    }
    if count == 0 {
        return None;
    }
    let places = point.map_or(0, |point| count - point);
    #[expect(clippy::cast_precision_loss, reason = "below 10^15")]
    let float = digits as f64 / POWERS.get(places)?;
    Some((if negative { -float } else { float }, length))
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
    fn short_floats_are_those_that_rust_reads() {
        let mut texts: Vec<String> = Vec::new();
        for digits in [0, 1, 5, 9, 125, 3_000, 123_456_789, 999_999_999_999_999_u64] {
            let digits = digits.to_string();
            texts.push(format!("-{digits}"));
            texts.extend((0..=digits.len()).map(|point| format!("{}.{}", &digits[..point], &digits[point..])));
            texts.extend((0..12).map(|zeros| format!("0.{}{digits}", "0".repeat(zeros))));
        }
        for text in texts {
            let expected: f64 = text.parse().unwrap();
            assert_eq!(parse_float(&text).map(f64::to_bits), Some(expected.to_bits()), "{text:?}");
        }
        for text in ["", "-", ".", "-.", "1..2", "+-1", "1,5", "0x1", "inf", "nan", "--1"] {
            assert_eq!(parse_float::<f64>(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_float_is_read_at_once_where_it_has_few_digits() {
        for (text, float) in
            [("0", 0.0), ("-19.25", -19.25), (".5", 0.5), ("5.", 5.0), ("123456789012345", 123_456_789_012_345.0)]
        {
            assert_eq!(f64::parse_short(text), Some(float), "{text}");
        }
        for text in ["", "-", "+1", "1e3", "1.5 ", "1234567890123456", "0.123456789012345"] {
            assert_eq!(f64::parse_short(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_with_any_other_byte_at_any_place_is_no_float() {
        for place in 0..4 {
            for byte in (0..0x80).filter(|byte: &u8| !byte.is_ascii_digit() && !b"+-.eE".contains(byte)) {
                let mut text = *b"5555";
                text[place] = byte;
                let text = std::str::from_utf8(&text).unwrap();
                assert_eq!(parse_float::<f64>(text), None, "{text:?}");
                assert_eq!(parse_float::<f32>(text), None, "{text:?}");
            }
        }
    }

    #[test]
    fn the_widest_integers_are_read_whole() {
        assert_eq!(parse_integer(&u128::MAX.to_string()), Some(u128::MAX));
        assert_eq!(parse_integer(&i128::MIN.to_string()), Some(i128::MIN));
        assert_eq!(parse_integer::<u8>("-1"), None);
    }
}
