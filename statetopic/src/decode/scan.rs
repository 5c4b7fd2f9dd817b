//! Where a string ends or is interrupted, many bytes at a time: strings are most of an event.

/// Where, from `start` on, the first byte is that ends or interrupts a string: a quote, a backslash or a control
/// character; the length where there is none.
#[expect(clippy::inline_always, reason = "measured: strings are what most of decoding is about")]
#[inline(always)]
pub(super) fn plain_end(bytes: &[u8], start: usize) -> usize {
    // Most strings are short.
    if let Some(chunk) = bytes.get(start..).and_then(<[u8]>::first_chunk::<16>) {
        let [low, high] = halves(*chunk);
        let special = special_bytes(low);
        if special != 0 {
            return start + (special.trailing_zeros() / 8) as usize;
        }
        let special = special_bytes(high);
        if special != 0 {
            return start + 8 + (special.trailing_zeros() / 8) as usize;
        }
        return long_plain_end(bytes, start + 16);
    }
    last_plain_end(bytes, start)
}

#[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
const fn halves(chunk: [u8; 16]) -> [u64; 2] {
    let whole = u128::from_le_bytes(chunk);
    [whole as u64, (whole >> 64) as u64]
}

/// The same for a long string: an identifier, most often, and else a text of any length.
#[inline(never)]
fn long_plain_end(bytes: &[u8], start: usize) -> usize {
    let mut rest = bytes.get(start..).unwrap_or_default();
    for _ in 0..4 {
        let Some((chunk, behind)) = rest.split_first_chunk::<16>() else { break };
        if any_special(chunk) {
            return last_plain_end(bytes, bytes.len() - rest.len());
        }
        rest = behind;
    }
    while let Some((chunk, behind)) = rest.split_first_chunk::<64>()
        && !any_special(chunk)
    {
        rest = behind;
    }
    last_plain_end(bytes, bytes.len() - rest.len())
}

/// The same, eight bytes at a time.
fn last_plain_end(bytes: &[u8], start: usize) -> usize {
    let mut rest = bytes.get(start..).unwrap_or_default();
    while let Some((word, behind)) = rest.split_first_chunk::<8>() {
        let special = special_bytes(u64::from_le_bytes(*word));
        if special != 0 {
            return bytes.len() - rest.len() + (special.trailing_zeros() / 8) as usize;
        }
        rest = behind;
    }
    bytes.len() - rest.len() + rest.iter().position(|byte| is_special(*byte)).unwrap_or(rest.len())
}

#[inline]
fn any_special<const N: usize>(chunk: &[u8; N]) -> bool {
    chunk.iter().fold(false, |special, byte| special | is_special(*byte))
}

/// Whether JSON writes a text as it is.
pub(super) const fn is_plain(text: &str) -> bool {
    let mut place = 0;
    while place < text.len() && !is_special(text.as_bytes()[place]) {
        place += 1;
    }
    place == text.len()
}

/// Whether a byte ends or interrupts a string.
#[expect(clippy::needless_bitwise_bool, reason = "without short circuits many bytes are looked at together")]
const fn is_special(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\\') | (byte < 0x20)
}

/// The high bit of the lowest byte that is special, and perhaps of later ones; zero where none is.
#[inline]
const fn special_bytes(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES << 7;
    // A byte below `n` borrows when `n` is taken from it; one with its high bit set is above all that is looked for.
    const fn below(word: u64, n: u64) -> u64 {
        word.wrapping_sub(ONES * n) & !word
    }
    // With its second bit turned over, a quote (0x22) comes just behind the control characters, and nothing else does.
    let quote_or_control = below(word ^ (ONES * 2), 0x21);
    let backslash = below(word ^ (ONES * b'\\' as u64), 1);
    (quote_or_control | backslash) & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_special_where_a_byte_of_it_is() {
        let plain = u64::from_le_bytes(*b"abcdefgh");
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let word = plain & !(0xff << (place * 8)) | u64::from(byte) << (place * 8);
                let special = matches!(byte, b'"' | b'\\' | 0..=0x1f);
                let found = special_bytes(word);
                assert_eq!(found != 0, special, "{byte:#x} at {place}");
                assert!(!special || found.trailing_zeros() / 8 == place, "{byte:#x} at {place}");
            }
        }
    }

    #[test]
    fn a_text_is_plain_where_json_writes_it_as_it_is() {
        for text in ["", "s", "sku", "søk", "warehouse of many bytes", " "] {
            assert!(is_plain(text), "{text:?}");
        }
        for text in ["\"", "\\", "\n", "sku\"", "\"sku", "s\\u", "\u{1f}sku"] {
            assert!(!is_plain(text), "{text:?}");
        }
    }

    #[test]
    fn a_string_ends_where_its_first_special_byte_is() {
        for length in 0..150 {
            // The lowest byte that is not special.
            let mut text = vec![b' '; length];
            for start in 0..=length {
                assert_eq!(plain_end(&text, start), length, "{start} of {length}");
            }
            for place in 0..length {
                for special in [b'"', b'\\', b'\n', 0] {
                    text[place] = special;
                    for start in [0, place / 2, place] {
                        assert_eq!(plain_end(&text, start), place, "{special:#x} at {place}, from {start}");
                    }
                }
                text[place] = 0xc3;
            }
        }
    }
}
