//! What a type needs to be a key attribute.

use std::borrow::Cow;
use std::fmt;
use std::hash::Hash;

use super::error::KeyError;
use super::scalar::{KeyScalar, N, S};
use super::value::KeyValue;
use crate::digits::parse_integer;
use crate::schema::ScalarType;

/// A type that can be a key attribute: `S`, `N` or `B`, and how it is written.
///
/// | type | is | |
/// | --- | --- | --- |
/// | `String` | `S` | at least one byte, since DynamoDB has no empty key |
/// | integers of up to 64 bits, [`Number`](crate::Number) | `N` | sorted as numbers |
/// | [`EpochSeconds`](crate::EpochSeconds) | `N`, seconds | sorted by time, before 1970 too |
/// | [`Timestamp`](crate::Timestamp) | `N`, milliseconds | sorted by time, from 1970 on |
/// | [`Bytes`](crate::Bytes) | `B` | at least one byte |
/// | newtypes and enums of unit variants | | with [`#[derive(KeyAttribute)]`](derive@crate::KeyAttribute) |
///
/// A field and a key of one type have one form, that of serde. A floating-point number cannot be a key: equal keys must be
/// equal.
///
/// ```
/// use statetopic::prelude::*;
///
/// #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, KeyAttribute)]
/// struct Sku(String);
///
/// assert_eq!(Sku::TYPE, statetopic::schema::ScalarType::S);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key attribute",
    label = "a key attribute is a string, a number, a time, `Bytes`, a newtype of one, or an enum of unit variants",
    note = "for a newtype or an enum write `#[derive(KeyAttribute)]`, with Clone, Debug, PartialEq, Eq, PartialOrd, Ord and Hash"
)]
pub trait KeyAttribute: Clone + fmt::Debug + Eq + Ord + Hash + Send + Sync + Sized + 'static {
    /// The attribute's type in the table: [`key::S`](super::S), [`key::N`](super::N) or [`key::B`](super::B).
    type Scalar: KeyScalar;

    /// The same as a value.
    const TYPE: ScalarType = <Self::Scalar as KeyScalar>::TYPE;

    /// Whether each value can name a message group of an SQS FIFO queue: 1 to 100 printable ASCII characters. Integers and
    /// times can, and an enum whose names can; a newtype of a string says so with `#[key_attribute(group_id)]`, and then no
    /// other value is read or written.
    ///
    /// Source: <https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_PipeTargetSqsQueueParameters.html>
    const FITS_GROUP_ID: bool = false;

    /// The value as DynamoDB has it.
    ///
    /// # Errors
    /// [`KeyError`] where the value cannot be that of a key, such as a text in which a separator would be found again. It is an
    /// error of the call that would have written or read the row. That DynamoDB takes no empty key and none of more than
    /// 2,048 bytes, or 1,024 in a sort key, need not be checked here.
    fn to_key_value(&self) -> Result<KeyValue<'_>, KeyError>;

    /// Reads the value back. What it makes of a value, [`to_key_value`](Self::to_key_value) must write again: a type that
    /// read two keys as one would make one item of two.
    ///
    /// # Errors
    /// [`KeyError`] where the value has another type or does not fit.
    fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError>;

    /// Whether it is written as the value that it was read from. Numbers have several forms, all of which DynamoDB takes as
    /// one.
    #[doc(hidden)]
    #[inline]
    fn is_written_as(&self, read: &KeyValue<'_>) -> bool {
        self.to_key_value()
            .is_ok_and(|written| matches!((&written, read), (KeyValue::N(_), KeyValue::N(_))) || written == *read)
    }

    /// Writes the value for a person to read, and `?` for one that cannot be written.
    ///
    /// # Errors
    /// Those of the formatter.
    fn fmt_key(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_key_value() {
            Ok(KeyValue::S(text) | KeyValue::N(text)) => f.write_str(&text),
            Ok(KeyValue::B(bytes)) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
            Err(_) => f.write_str("?"),
        }
    }
}

#[diagnostic::do_not_recommend]
impl KeyAttribute for String {
    type Scalar = S;

    #[inline]
    fn to_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        Ok(KeyValue::S(Cow::Borrowed(self)))
    }

    #[inline]
    fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError> {
        match value {
            KeyValue::S(text) => Ok(text.into_owned()),
            other => Err(KeyError::unfit(Self::TYPE, &other)),
        }
    }
}

macro_rules! integer_keys {
    ($($integer:ty)*) => { $(
        #[diagnostic::do_not_recommend]
        impl KeyAttribute for $integer {
            type Scalar = N;

            const FITS_GROUP_ID: bool = true;

            #[inline]
            fn to_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
                Ok(KeyValue::N(Cow::Owned(self.to_string())))
            }

            #[inline]
            fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError> {
                match &value {
                    KeyValue::N(digits) => parse_integer(digits)
                        .ok_or(KeyError::unfit(Self::TYPE, &value)),
                    other => Err(KeyError::unfit(Self::TYPE, other)),
                }
            }

            /// It need not be written for that, once for each record.
            #[inline]
            fn is_written_as(&self, read: &KeyValue<'_>) -> bool {
                matches!(read, KeyValue::N(_))
            }
        }
    )* };
}

integer_keys!(u8 u16 u32 u64 i8 i16 i32 i64);
