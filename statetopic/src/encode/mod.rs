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
use self::error::{Problem, Step};
use self::value::ValueSerializer;
use crate::key::{InvalidKey, KeyPart, KeyValue, key_values};
use crate::model::ReadModel;
use crate::number::Number;
use crate::schema::IndexSchema;

/// Makes an item of a row.
pub(crate) fn to_item<T: Serialize>(row: &T) -> Result<Item, EncodeError> {
    match row.serialize(ValueSerializer::IN_PLACE)? {
        AttributeValue::M(attributes) => Ok(attributes.into()),
        _ => Err(EncodeError::new(Problem::NotAMap)),
    }
}

/// Makes an item of a model's row, whose key must be the one that the row is found by.
pub(crate) fn row_item<M: ReadModel + Serialize>(row: &M) -> Result<Item, EncodeError> {
    let mut item = to_item(row)?;
    // DynamoDB refuses a `NULL` there. A row without the attribute is not in the index.
    for element in M::SCHEMA.indexes.iter().flat_map(IndexSchema::key_elements) {
        if matches!(item.get(element.name), Some(AttributeValue::Null(_))) {
            item.remove(element.name);
        }
    }
    for index in M::SCHEMA.indexes {
        for element in index.partition_key {
            check_index_key(&item, element.name, KeyPart::Partition)?;
        }
        for element in index.sort_key {
            check_index_key(&item, element.name, KeyPart::Sort)?;
        }
    }
    let key = row.key();
    let (partition, sort) = key_values(&key, &M::SCHEMA).map_err(invalid_key)?;
    for (name, value) in M::SCHEMA.key_names().zip(std::iter::once(&partition).chain(&sort)) {
        let same = match (item.get(name), value) {
            (Some(AttributeValue::S(text)), KeyValue::S(key)) => text == key,
            (Some(AttributeValue::B(bytes)), KeyValue::B(key)) => bytes[..] == key[..],
            (Some(AttributeValue::N(digits)), KeyValue::N(key)) => digits.parse::<Number>() == key.parse::<Number>(),
            _ => false,
        };
        if !same {
            return Err(EncodeError::new(Problem::Key).under(Step::Field(name)));
        }
    }
    Ok(item)
}

/// DynamoDB refuses a row with an attribute that cannot be the key of an index. A row that lacks it is not in the index.
fn check_index_key(item: &Item, attribute: &'static str, part: KeyPart) -> Result<(), EncodeError> {
    let length = match item.get(attribute) {
        Some(AttributeValue::S(text)) => text.len(),
        Some(AttributeValue::B(bytes)) => bytes.len(),
        _ => return Ok(()),
    };
    part.check_length(length).map_err(|error| invalid_key(InvalidKey { attribute, error }))
}

fn invalid_key(InvalidKey { attribute, error }: InvalidKey) -> EncodeError {
    EncodeError::new(Problem::InvalidKey(error)).under(Step::Field(attribute))
}

/// Makes the value of an attribute; `None` where the value is that of a missing one. With `null`, a `None` is `NULL`.
pub(crate) fn to_attribute_value<T: Serialize + ?Sized>(
    value: &T,
    null: bool,
) -> Result<Option<AttributeValue>, EncodeError> {
    match value.serialize(if null { ValueSerializer::IN_PLACE } else { ValueSerializer::OPTIONAL }) {
        Err(error) if error.is_missing() => Ok(None),
        value => value.map(Some),
    }
}

#[cfg(test)]
mod key_tests;
#[cfg(test)]
mod tests;
