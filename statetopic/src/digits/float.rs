//! Decimal text into floats: the nearest value that the type has.

/// Reads a float; `None` if it is beyond the type's range or not a number. Rust reads `inf` and `nan` too, which DynamoDB
/// does not have.
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
pub(crate) fn leading_float(text: &[u8]) -> Option<(f64, usize)> {
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
}
