//! Decimal digits, eight at a time: keys, versions and times are nothing else.

/// The number that 1 to 19 digits say, which a `u64` holds however they are chosen; `None` for every other text.
#[inline]
pub(crate) fn integer(text: &[u8]) -> Option<u64> {
    if !(1..20).contains(&text.len()) {
        return None;
    }
    let (mut rest, mut integer) = (text, 0);
    while let Some((eight, behind)) = rest.split_first_chunk() {
        integer = integer * 100_000_000 + eight_digits(*eight)?;
        rest = behind;
    }
    for byte in rest {
        integer = integer * 10 + digit(*byte)?;
    }
    Some(integer)
}

/// The number that a text begins with, of at most 19 digits, and how many they are; `None` where no digit is first, where
/// a zero leads others, and where there are more.
#[inline]
pub(crate) fn leading_integer(text: &[u8]) -> Option<(u64, usize)> {
    let (mut integer, mut length) = match text.first_chunk().and_then(|eight| eight_digits(*eight)) {
        Some(integer) => (integer, 8),
        None => (0, 0),
    };
    while let Some(digit) = text.get(length).and_then(|byte| digit(*byte)) {
        if length == 19 {
            return None;
        }
        integer = integer * 10 + digit;
        length += 1;
    }
    let leading_zero = length > 1 && text[0] == b'0';
    (length > 0 && !leading_zero).then_some((integer, length))
}

/// Whether a text is nothing but digits.
pub(crate) fn are_digits(text: &[u8]) -> bool {
    let (eights, rest) = text.as_chunks();
    eights.iter().all(|eight| are_eight_digits(u64::from_le_bytes(*eight))) && rest.iter().all(u8::is_ascii_digit)
}

#[inline]
fn digit(byte: u8) -> Option<u64> {
    let digit = byte.wrapping_sub(b'0');
    (digit < 10).then_some(u64::from(digit))
}

/// Each half of a byte is looked at for itself: the upper is that of a digit, and the lower is at most nine.
#[inline]
const fn are_eight_digits(word: u64) -> bool {
    const HIGH_HALVES: u64 = 0xf0f0_f0f0_f0f0_f0f0;
    const DIGITS: u64 = 0x3030_3030_3030_3030;
    const ABOVE_NINE: u64 = 0x0606_0606_0606_0606;
    word & HIGH_HALVES == DIGITS && (word & !HIGH_HALVES).wrapping_add(ABOVE_NINE) & HIGH_HALVES == 0
}

#[inline]
fn eight_digits(text: [u8; 8]) -> Option<u64> {
    let word = u64::from_le_bytes(text);
    if !are_eight_digits(word) {
        return None;
    }
    // Neighbours are put together: digits into pairs, pairs into fours, fours into the number.
    let digits = word & 0x0f0f_0f0f_0f0f_0f0f;
    let pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours * 10_000 + (fours >> 32)) & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_the_number_that_rust_reads() {
        for text in
            ["0", "7", "007", "10", "99999999", "12345678", "1790000000", "1234567890123456789", "9999999999999999999"]
        {
            assert_eq!(integer(text.as_bytes()), text.parse().ok(), "{text}");
            assert!(are_digits(text.as_bytes()), "{text}");
        }
        assert_eq!(integer(b""), None);
        assert_eq!(integer(b"12345678901234567890"), None, "a digit too many");
    }

    #[test]
    fn a_number_ends_where_its_digits_do() {
        for digits in ["0", "7", "700", "17900000", "1790000000", "9999999999999999999"] {
            let expected = digits.parse().ok().map(|integer: u64| (integer, digits.len()));
            for behind in ["", ",", "}", ".5", "E3"] {
                assert_eq!(leading_integer(format!("{digits}{behind}").as_bytes()), expected, "{digits}{behind}");
            }
        }
        for none in ["", "-1", "x", "00", "07", "000000000", "10000000000000000000"] {
            assert_eq!(leading_integer(none.as_bytes()), None, "{none}");
        }
    }

    #[test]
    fn a_text_with_any_other_byte_at_any_place_is_no_number() {
        for length in 1..20 {
            for place in 0..length {
                for byte in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
                    let mut text = vec![b'5'; length];
                    text[place] = byte;
                    assert_eq!(integer(&text), None, "{byte:#x} at {place} of {length}");
                    assert!(!are_digits(&text), "{byte:#x} at {place} of {length}");
                }
            }
        }
    }
}
