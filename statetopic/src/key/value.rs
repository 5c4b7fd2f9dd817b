//! A key attribute's value.

use std::borrow::Cow;
use std::fmt;

use crate::schema::ScalarType;

/// A key attribute's value as DynamoDB has it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyValue<'a> {
    /// A string.
    S(Cow<'a, str>),
    /// A number's decimal digits.
    N(Cow<'a, str>),
    /// Bytes.
    B(Cow<'a, [u8]>),
}

impl KeyValue<'_> {
    /// The value's type.
    #[must_use]
    pub const fn scalar_type(&self) -> ScalarType {
        match self {
            Self::S(_) => ScalarType::S,
            Self::N(_) => ScalarType::N,
            Self::B(_) => ScalarType::B,
        }
    }

    /// The bytes that tell this value from every other of its type.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::S(text) | Self::N(text) => text.as_bytes(),
            Self::B(bytes) => bytes,
        }
    }

    /// The same value, borrowed from this one.
    #[inline]
    pub(crate) fn borrowed(&self) -> KeyValue<'_> {
        match self {
            Self::S(text) => KeyValue::S(Cow::Borrowed(text)),
            Self::N(digits) => KeyValue::N(Cow::Borrowed(digits)),
            Self::B(bytes) => KeyValue::B(Cow::Borrowed(bytes)),
        }
    }

    /// The same value, owned.
    #[must_use]
    pub fn into_owned(self) -> KeyValue<'static> {
        match self {
            Self::S(text) => KeyValue::S(Cow::Owned(text.into_owned())),
            Self::N(digits) => KeyValue::N(Cow::Owned(digits.into_owned())),
            Self::B(bytes) => KeyValue::B(Cow::Owned(bytes.into_owned())),
        }
    }
}

impl fmt::Debug for KeyValue<'_> {
    /// The type alone: keys do not belong in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyValue::{}(..)", self.scalar_type())
    }
}
