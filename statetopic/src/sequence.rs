//! Sequence numbers: the place of a record in its shard.

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU8;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::digits::are_digits;

/// The most digits that a sequence number has.
const MAX_DIGITS: usize = 40;

/// The sequence number of a stream record: 1 to 40 decimal digits, compared as a number.
///
/// DynamoDB writes 21 to 40 digits, too many for its own `N` and for `u128`, and AWS's sample event has three.
///
/// ```
/// use statetopic::SequenceNumber;
///
/// let (nine, ten): (SequenceNumber, SequenceNumber) = ("9".parse().unwrap(), "10".parse().unwrap());
/// assert!(nine < ten);
/// assert_eq!(ten.padded(), "0000000000000000000000000000000000000010");
/// ```
///
/// serde writes it as the text that the record has. Where texts are to sort as the numbers do, as in a sort key, store
/// [`padded`](Self::padded).
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html>
#[derive(Clone, Copy)]
pub struct SequenceNumber {
    /// As the record has it, since the answer to Lambda repeats it: ASCII digits, the first `length` of them.
    digits: [u8; MAX_DIGITS],
    length: NonZeroU8,
}

impl SequenceNumber {
    /// Reads a sequence number; `None` where the text is not 1 to 40 decimal digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let fits = text.len() <= MAX_DIGITS && are_digits(text.as_bytes());
        let length = u8::try_from(text.len()).ok().filter(|_| fits).and_then(NonZeroU8::new)?;
        let mut digits = [b'0'; MAX_DIGITS];
        digits[..text.len()].copy_from_slice(text.as_bytes());
        Some(Self { digits, length })
    }

    /// The digits as the record has them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // They are ASCII digits, so they are text.
        std::str::from_utf8(&self.digits[..usize::from(self.length.get())]).unwrap_or_default()
    }

    /// The digits with zeros before them, 40 in all: as strings these sort as the numbers do.
    #[must_use]
    pub fn padded(&self) -> String {
        format!("{:0>MAX_DIGITS$}", self.as_str())
    }

    fn significant(&self) -> &str {
        self.as_str().trim_start_matches('0')
    }
}

/// A text that is not a sequence number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SequenceNumberError;

impl fmt::Display for SequenceNumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected a sequence number of 1 to {MAX_DIGITS} decimal digits")
    }
}

impl std::error::Error for SequenceNumberError {}

impl FromStr for SequenceNumber {
    type Err = SequenceNumberError;

    fn from_str(text: &str) -> Result<Self, SequenceNumberError> {
        Self::parse(text).ok_or(SequenceNumberError)
    }
}

impl Serialize for SequenceNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SequenceNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = SequenceNumber;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a sequence number of 1 to {MAX_DIGITS} decimal digits")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<SequenceNumber, E> {
        text.parse().map_err(E::custom)
    }
}

impl PartialEq for SequenceNumber {
    fn eq(&self, other: &Self) -> bool {
        self.significant() == other.significant()
    }
}

impl Eq for SequenceNumber {}

impl std::hash::Hash for SequenceNumber {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.significant().hash(state);
    }
}

impl PartialOrd for SequenceNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SequenceNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        let (left, right) = (self.significant(), other.significant());
        left.len().cmp(&right.len()).then_with(|| left.cmp(right))
    }
}

impl fmt::Debug for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SequenceNumber").field(&self.as_str()).finish()
    }
}

impl fmt::Display for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_are_no_digits_or_too_many_are_refused() {
        for text in ["", "-1", "+1", "1.0", " 1", "１", &"1".repeat(41)] {
            assert_eq!(SequenceNumber::parse(text), None, "{text:?}");
            assert_eq!(text.parse::<SequenceNumber>(), Err(SequenceNumberError));
            assert!(serde_json::from_value::<SequenceNumber>(text.into()).is_err(), "{text:?}");
        }
    }

    #[test]
    fn serde_keeps_the_text_of_the_record() {
        for text in ["7", "007", "4421584500000000017450439091"] {
            let number: SequenceNumber = text.parse().unwrap();
            assert_eq!(serde_json::to_value(number).unwrap(), text);
            let read: SequenceNumber = serde_json::from_value(text.into()).unwrap();
            assert_eq!((read, read.as_str()), (number, text));
        }
    }

    #[test]
    fn one_that_may_be_missing_is_no_larger() {
        assert_eq!(size_of::<Option<SequenceNumber>>(), size_of::<SequenceNumber>());
    }

    #[test]
    fn numbers_compare_beyond_the_range_of_every_integer() {
        let low = SequenceNumber::parse(&"8".repeat(40)).unwrap();
        let high = SequenceNumber::parse(&"9".repeat(40)).unwrap();
        let short = SequenceNumber::parse("999").unwrap();
        assert!(low < high && short < low);
        assert!(low.padded() < high.padded() && short.padded() < low.padded());
    }

    #[test]
    fn leading_zeros_do_not_make_another_number() {
        assert_eq!(SequenceNumber::parse("007"), SequenceNumber::parse("7"));
    }
}
