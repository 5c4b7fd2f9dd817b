//! The values that attributes are compared with, in the form in which their fields are written.

use std::fmt;
use std::marker::PhantomData;

use serde::{Serialize, Serializer};
use serde_dynamo::AttributeValue;

use super::Fault;
use crate::attribute::{Conversion, Converted};
use crate::encode::to_attribute_value;

/// A type of field that conditions compare: one that serde writes.
pub trait ComparedAttribute: Sized {
    /// What the field is compared with: its own type, without a conversion of serde's.
    type Value;

    /// The value as the field is written; with `null`, a `None` is `NULL`.
    #[doc(hidden)]
    fn encode(value: &Self::Value, null: bool) -> Encoded;

    /// What a missing attribute is read as, where the field says so.
    #[doc(hidden)]
    fn default_value(of_field: Option<fn() -> Self>) -> Option<Self::Value>;
}

/// A value in the form of the row.
#[doc(hidden)]
pub struct Encoded(pub(super) Result<Option<AttributeValue>, Fault>);

impl Encoded {
    fn of<T: Serialize + ?Sized>(value: &T, null: bool) -> Self {
        Self(to_attribute_value(value, null).map_err(Fault::Encode))
    }

    /// An error where it is not a number: DynamoDB orders the texts of numbers by their digits.
    #[cfg(feature = "rust_decimal")]
    pub(super) fn of_a_number(self) -> Self {
        Self(self.0.and_then(|value| match value {
            Some(AttributeValue::N(_)) => Ok(value),
            _ => Err(Fault::NotANumber),
        }))
    }

    /// Whether it is a number.
    #[cfg(feature = "rust_decimal")]
    pub(crate) const fn is_number(&self) -> bool {
        matches!(self.0, Ok(Some(AttributeValue::N(_))))
    }
}

impl fmt::Debug for Encoded {
    /// The value may be one that must not be seen.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Encoded(..)")
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize> ComparedAttribute for T {
    type Value = T;

    fn encode(value: &T, null: bool) -> Encoded {
        Encoded::of(value, null)
    }

    fn default_value(of_field: Option<fn() -> T>) -> Option<T> {
        of_field.map(|default| default())
    }
}

#[diagnostic::do_not_recommend]
impl<V, W: Conversion<V>> ComparedAttribute for Converted<V, W> {
    type Value = V;

    fn encode(value: &V, null: bool) -> Encoded {
        Encoded::of(&InForm::<V, W>(value, PhantomData), null)
    }

    fn default_value(_: Option<fn() -> Self>) -> Option<V> {
        W::default()
    }
}

/// A value that is written in the form `W`.
struct InForm<'a, V, W>(&'a V, PhantomData<W>);

impl<V, W: Conversion<V>> Serialize for InForm<'_, V, W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        W::serialize(self.0, serializer)
    }
}
