//! What tells one item from another.

use std::borrow::Cow;

use super::value::KeyValue;
use crate::digits::Decimal;

/// Bytes that are equal for equal keys and differ for different ones, whatever their parts hold: of each value, in the order of
/// the schema, its descriptor, its length and itself.
pub(crate) fn identity(partition: &KeyValue<'_>, sort: Option<&KeyValue<'_>>) -> Vec<u8> {
    // A descriptor, a length, and a value, twice.
    let length = |value: &KeyValue<'_>| 1 + size_of::<u64>() + value.as_bytes().len();
    let mut bytes = Vec::with_capacity(length(partition) + sort.map_or(0, length));
    for value in std::iter::once(partition).chain(sort) {
        let written = match value {
            KeyValue::N(digits) => one_form(digits),
            KeyValue::S(_) | KeyValue::B(_) => Cow::Borrowed(value.as_bytes()),
        };
        bytes.extend_from_slice(value.scalar_type().as_str().as_bytes());
        bytes.extend_from_slice(&(written.len() as u64).to_be_bytes());
        bytes.extend_from_slice(&written);
    }
    bytes
}

/// The key that an identity is of: a number in one of its forms. `None` where these bytes are not an identity.
pub(crate) fn read_identity(bytes: &[u8]) -> Option<(KeyValue<'static>, Option<KeyValue<'static>>)> {
    let (partition, rest) = read_value(bytes)?;
    if rest.is_empty() {
        return Some((partition, None));
    }
    let (sort, rest) = read_value(rest)?;
    rest.is_empty().then_some((partition, Some(sort)))
}

/// A value, and the bytes behind it.
fn read_value(bytes: &[u8]) -> Option<(KeyValue<'static>, &[u8])> {
    let (descriptor, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (value, rest) = rest.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
    let text = || String::from_utf8(value.to_vec()).ok().map(Cow::Owned);
    let value = match descriptor {
        b'S' => KeyValue::S(text()?),
        b'N' => KeyValue::N(text()?),
        b'B' => KeyValue::B(Cow::Owned(value.to_vec())),
        _ => return None,
    };
    Some((value, rest))
}

/// The digits of a number in one form, since DynamoDB takes several for one number: those of an integer without an exponent.
fn one_form(digits: &str) -> Cow<'_, [u8]> {
    /// The most zeros of a number of DynamoDB's.
    const MAX_ZEROS: i64 = 125;
    let unsigned = digits.strip_prefix('-').unwrap_or(digits).as_bytes();
    // Nearly every key is an integer as a program writes it.
    if matches!(unsigned, [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit)) || digits == "0" {
        return Cow::Borrowed(digits.as_bytes());
    }
    let Some(Decimal { negative, digits: significant, exponent }) = Decimal::parse(digits) else {
        return Cow::Borrowed(digits.as_bytes());
    };
    let sign = if negative { "-" } else { "" };
    let written = match usize::try_from(exponent) {
        Ok(zeros) if exponent <= MAX_ZEROS => format!("{sign}{significant}{}", "0".repeat(zeros)),
        _ => format!("{sign}{significant}E{exponent}"),
    };
    Cow::Owned(written.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> KeyValue<'_> {
        KeyValue::S(text.into())
    }

    fn number(digits: &str) -> KeyValue<'_> {
        KeyValue::N(digits.into())
    }

    #[test]
    fn different_keys_have_different_identities() {
        let bytes = KeyValue::B(b"ab".as_slice().into());
        let keys = [
            (text("ab"), None),
            (text("ab"), Some(text(""))),
            (text("a"), Some(text("b"))),
            (text(""), Some(text("ab"))),
            (text("b"), Some(text("a"))),
            (bytes.clone(), None),
            (text("1"), None),
            (number("1"), None),
            (number("-1"), None),
            (number("10"), None),
            (number("0.1"), None),
            (number("0"), None),
            (text("ab"), Some(number("1"))),
            (text("ab"), Some(bytes)),
        ];
        for (place, (partition, sort)) in keys.iter().enumerate() {
            for (other, (other_partition, other_sort)) in keys.iter().enumerate() {
                let same = identity(partition, sort.as_ref()) == identity(other_partition, other_sort.as_ref());
                assert_eq!(same, place == other, "{place} and {other}");
            }
        }
    }

    #[test]
    fn a_key_is_read_from_its_identity() {
        let bytes = KeyValue::B(b"ab".as_slice().into());
        for (partition, sort) in
            [(text("ab"), None), (number("-7"), Some(text(""))), (text("ø"), Some(number("15E-1"))), (bytes, None)]
        {
            let key = identity(&partition, sort.as_ref());
            assert!(read_identity(&key) == Some((partition, sort)));
            for end in 0..key.len() {
                // What is cut off behind the partition key is a key without a sort key.
                let cut = read_identity(&key[..end]);
                assert!(cut.is_none_or(|(partition, sort)| identity(&partition, sort.as_ref()) == key[..end]));
            }
        }
        for other in [&b""[..], b"X\0\0\0\0\0\0\0\x01a", b"S\0\0\0\0\0\0\0\x01\xff", b"item"] {
            assert!(read_identity(other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn every_form_of_a_number_is_one_item() {
        for (forms, written) in [
            (&["100", "1E2", "1e+2", "100.0", "0100", "+100"][..], "100"),
            (&["-7", "-7.0", "-07", "-0.7E1"], "-7"),
            (&["0", "-0", "0.0", "0E5", "00"], "0"),
            (&["1.5", "15E-1", "01.50"], "15E-1"),
        ] {
            for form in forms {
                assert_eq!(identity(&number(form), None), identity(&number(written), None), "{form}");
                assert_eq!(&*one_form(form), written.as_bytes(), "{form}");
            }
        }
        let widest = format!("1{}", "0".repeat(125));
        assert_eq!(one_form("1E125"), one_form(&widest));
    }

    #[test]
    fn it_is_the_descriptor_the_length_and_the_value() {
        let expected = [b"S", &1_u64.to_be_bytes()[..], b"a", b"N", &2_u64.to_be_bytes(), b"10"].concat();
        assert_eq!(identity(&text("a"), Some(&number("1E1"))), expected);
    }
}
