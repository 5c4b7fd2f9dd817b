//! The sides of a key, and what DynamoDB takes on each.

use super::error::KeyError;
use super::value::KeyValue;

/// The side of a key, of a table or of an index, that a value is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyPart {
    Partition,
    Sort,
}

impl KeyPart {
    /// The most bytes of a text or of bytes.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
    pub(crate) const fn max_bytes(self) -> usize {
        match self {
            Self::Partition => 2_048,
            Self::Sort => 1_024,
        }
    }

    /// Whether DynamoDB takes a value of as many bytes, which a text or bytes have.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
    pub(crate) const fn check_length(self, bytes: usize) -> Result<(), KeyError> {
        match bytes {
            0 => Err(KeyError::empty()),
            bytes if bytes > self.max_bytes() => Err(KeyError::too_long(self.max_bytes())),
            _ => Ok(()),
        }
    }

    /// The value, if DynamoDB takes it.
    pub(crate) fn check(self, value: Result<KeyValue<'_>, KeyError>) -> Result<KeyValue<'_>, KeyError> {
        let value = value?;
        match &value {
            KeyValue::S(text) => self.check_length(text.len())?,
            KeyValue::B(bytes) => self.check_length(bytes.len())?,
            // A number has its own limits, which the types that write one keep.
            KeyValue::N(_) => {}
        }
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_and_bytes_have_a_length_that_dynamodb_takes() {
        for (part, max) in [(KeyPart::Partition, 2_048), (KeyPart::Sort, 1_024)] {
            let check = |length: usize| {
                let text = part.check(Ok(KeyValue::S("a".repeat(length).into())));
                let bytes = part.check(Ok(KeyValue::B(vec![0; length].into())));
                assert_eq!(text.as_ref().err(), bytes.as_ref().err());
                text.map(drop)
            };
            assert_eq!((check(1), check(max)), (Ok(()), Ok(())));
            assert_eq!(check(0).unwrap_err().to_string(), "expected a value that is not empty");
            let error = check(max + 1).unwrap_err().to_string();
            assert_eq!(error, format!("expected at most {max} bytes, found more"));
        }
    }

    #[test]
    fn the_length_is_that_of_the_bytes() {
        assert!(KeyPart::Sort.check(Ok(KeyValue::S("ø".repeat(512).into()))).is_ok());
        assert!(KeyPart::Sort.check(Ok(KeyValue::S("ø".repeat(513).into()))).is_err());
    }

    #[test]
    fn a_value_that_cannot_be_written_stays_an_error() {
        let error = KeyError::expected("a text without `#`");
        assert_eq!(KeyPart::Partition.check(Err(error)), Err(error));
    }
}
