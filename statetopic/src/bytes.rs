//! Bytes as DynamoDB's `B`.

use std::borrow::{Borrow, Cow};
use std::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::key::{KeyAttribute, KeyError, KeyInput, KeyValue};

/// Bytes that are stored as a `B`. A `Vec<u8>` reads a `B` too, but serde writes it as a list of numbers.
///
/// ```
/// use statetopic::Bytes;
///
/// let digest = Bytes::from([0xca, 0xfe]);
/// assert_eq!(&*digest, [0xca, 0xfe]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(Vec<u8>);

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl<const N: usize> From<[u8; N]> for Bytes {
    fn from(bytes: [u8; N]) -> Self {
        Self(bytes.into())
    }
}

impl FromIterator<u8> for Bytes {
    fn from_iter<I: IntoIterator<Item = u8>>(bytes: I) -> Self {
        Self(bytes.into_iter().collect())
    }
}

impl From<Bytes> for Vec<u8> {
    fn from(bytes: Bytes) -> Self {
        bytes.0
    }
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Equal, ordered and hashed as the slice is: a set or a map of `Bytes` is searched by one.
impl Borrow<[u8]> for Bytes {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_byte_buf(BytesVisitor)
    }
}

struct BytesVisitor;

impl<'de> Visitor<'de> for BytesVisitor {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
        Ok(Bytes(bytes.to_vec()))
    }

    fn visit_byte_buf<E: serde::de::Error>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
        Ok(Bytes(bytes))
    }

    /// What formats without bytes make of them.
    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Bytes, A::Error> {
        let mut bytes = Vec::new();
        while let Some(byte) = elements.next_element()? {
            bytes.push(byte);
        }
        Ok(Bytes(bytes))
    }
}

#[diagnostic::do_not_recommend]
impl KeyAttribute for Bytes {
    type Scalar = crate::key::B;

    #[inline]
    fn to_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        Ok(KeyValue::B(Cow::Borrowed(&self.0)))
    }

    fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError> {
        match value {
            KeyValue::B(bytes) => Ok(Self(bytes.into_owned())),
            other => Err(KeyError::unfit(Self::TYPE, &other)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl KeyInput<Bytes> for &[u8] {
    fn as_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        Ok(KeyValue::B(Cow::Borrowed(self)))
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> KeyInput<Bytes> for &[u8; N] {
    fn as_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        Ok(KeyValue::B(Cow::Borrowed(*self)))
    }
}

#[diagnostic::do_not_recommend]
impl KeyInput<Bytes> for &Vec<u8> {
    fn as_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        Ok(KeyValue::B(Cow::Borrowed(self)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_borrowed_form_is_written_as_its_owner() {
        #[expect(clippy::needless_pass_by_value, reason = "as queries take it")]
        fn value(input: impl KeyInput<Bytes>) -> KeyValue<'static> {
            input.as_key_value().unwrap().into_owned()
        }

        let bytes = Bytes::from(vec![1, 2]);
        let expected = bytes.to_key_value().unwrap();
        assert!(value(&[1, 2]) == expected);
        assert!(value(&[1, 2][..]) == expected);
        assert!(value(&vec![1, 2]) == expected);
        assert!(value(&bytes) == expected);
    }
}
