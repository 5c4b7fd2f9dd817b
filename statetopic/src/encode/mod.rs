//! From a model to an item: what `put` writes.
//!
//! The forms of `serde_dynamo`, so that either can read what the other wrote, with what it lacks: integers of 128 bits,
//! [`Number`](crate::Number) to the last digit, an error for numbers that DynamoDB cannot hold, and where it arose.

mod compound;
mod error;
mod map_key;
mod value;

use serde::Serialize;
use serde_dynamo::{AttributeValue, Item};

pub use self::error::EncodeError;
use self::error::Problem;
use self::value::ValueSerializer;

/// Makes an item of a row.
pub(crate) fn to_item<T: Serialize>(row: &T) -> Result<Item, EncodeError> {
    match row.serialize(ValueSerializer)? {
        AttributeValue::M(attributes) => Ok(attributes.into()),
        _ => Err(EncodeError::new(Problem::NotAMap)),
    }
}

/// Makes an attribute value.
pub(crate) fn to_attribute_value<T: Serialize + ?Sized>(value: &T) -> Result<AttributeValue, EncodeError> {
    value.serialize(ValueSerializer)
}

#[cfg(test)]
mod tests;
