//! From a model to an item: what `put` writes.
//!
//! The forms of `serde_dynamo`, so that either can read what the other wrote, with what it lacks: integers of 128 bits,
//! [`Number`](crate::Number) to the last digit, an error for numbers that DynamoDB cannot hold, and where it arose.

mod compound;
mod doubt;
mod entry;
mod error;
mod map_key;
mod read_back;
mod same;
mod value;

use serde::{Serialize, Serializer};
use serde_dynamo::{AttributeValue, Item};

use self::doubt::{Doubt, Doubts};
pub(crate) use self::entry::to_entry_name;
pub use self::error::EncodeError;
use self::error::{Problem, Step};
use self::value::ValueSerializer;
use crate::decode::ReadForm;
use crate::key::{InvalidKey, KeyPart, KeyValue, key_values};
use crate::model::ReadModel;
use crate::number::Number;
use crate::schema::IndexSchema;

/// Makes an item of a row.
fn to_item<T: Serialize>(row: &T, doubts: &Doubts) -> Result<Item, EncodeError> {
    match row.serialize(ValueSerializer::in_place(doubts))? {
        AttributeValue::M(attributes) => Ok(attributes.into()),
        _ => Err(EncodeError::new(Problem::NotAMap)),
    }
}

/// The same of a model's row. DynamoDB refuses a `NULL` as the key of an index, and a row without the attribute is not in the
/// index.
fn to_model_item<M: ReadModel + Serialize>(row: &M, doubts: &Doubts) -> Result<Item, EncodeError> {
    let mut item = to_item(row, doubts)?;
    for element in M::SCHEMA.indexes.iter().flat_map(IndexSchema::key_elements) {
        if matches!(item.get(element.name), Some(AttributeValue::Null(_))) {
            item.remove(element.name);
            let noted = doubts.note(Doubt::NullKey, element.name.to_owned());
            noted.map_err(|error| error.under(Step::Field(element.name)))?;
        }
    }
    Ok(item)
}

/// Makes an item of a model's row, whose key must be the one that the row is found by. What is not read as it is written is an
/// error: no other writer could then change the row without its changes failing every subscriber.
pub(crate) fn row_item<M: ReadModel + Serialize>(row: &M) -> Result<Item, EncodeError> {
    let doubts = Doubts::default();
    let item = to_model_item(row, &doubts)?;
    for element in M::SCHEMA.indexes.iter().flat_map(IndexSchema::key_elements) {
        item.get(element.name).map_or(Ok(()), |value| check_index_keys::<M>(element.name, value))?;
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
    read_back::check_row(row, &item, &doubts.into_noted())?;
    Ok(item)
}

/// DynamoDB refuses a row with an attribute that cannot be the key of an index. A row that lacks it is not in the index.
fn check_index_key(value: &AttributeValue, attribute: &'static str, part: KeyPart) -> Result<(), EncodeError> {
    let length = match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::B(bytes) => bytes.len(),
        AttributeValue::Null(_) => {
            return Err(EncodeError::new(Problem::Unread(Doubt::NullKey)).under(Step::Field(attribute)));
        }
        _ => return Ok(()),
    };
    part.check_length(length).map_err(|error| invalid_key(InvalidKey { attribute, error }))
}

/// The same for each index whose key has the attribute.
pub(crate) fn check_index_keys<M: ReadModel>(attribute: &str, value: &AttributeValue) -> Result<(), EncodeError> {
    M::SCHEMA.indexes.iter().try_for_each(|index| {
        let parts = [(index.partition_key, KeyPart::Partition), (index.sort_key, KeyPart::Sort)];
        let elements =
            parts.iter().flat_map(|(elements, part)| elements.iter().map(move |element| (element.name, *part)));
        elements.filter(|(name, _)| *name == attribute).try_for_each(|(name, part)| check_index_key(value, name, part))
    })
}

fn invalid_key(InvalidKey { attribute, error }: InvalidKey) -> EncodeError {
    EncodeError::new(Problem::InvalidKey(error)).under(Step::Field(attribute))
}

/// Makes the value of an attribute; `None` where the value is that of a missing one. With `null`, a `None` is `NULL`.
pub(crate) fn to_attribute_value<T: Serialize + ?Sized>(
    value: &T,
    null: bool,
) -> Result<Option<AttributeValue>, EncodeError> {
    write_value(value, null, &Doubts::default())
}

/// How a field is written and read.
pub(crate) trait FieldForm: ReadForm {
    /// Whether it is read at all.
    const IS_READ: bool = true;

    fn write<S: Serializer>(value: &Self::Value, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A value as its field is written.
struct InForm<'a, F: FieldForm>(&'a F::Value);

impl<F: FieldForm> Serialize for InForm<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        F::write(self.0, serializer)
    }
}

/// The same for an attribute that an update sets, which must be read as it is written.
pub(crate) fn to_set_value<F: FieldForm>(value: &F::Value, null: bool) -> Result<Option<AttributeValue>, EncodeError> {
    let doubts = Doubts::default();
    let written = write_value(&InForm::<F>(value), null, &doubts)?;
    match &written {
        _ if !F::IS_READ => {}
        Some(written) => read_back::check_attribute::<F>(value, written, &doubts.into_noted())?,
        None => read_back::check_missing::<F>(value, null, &doubts.into_noted())?,
    }
    Ok(written)
}

/// Whether serde writes a value, or leaves out more than nothing: a `Some` of nothing.
pub(crate) fn is_something<T: Serialize + ?Sized>(value: &T) -> Result<bool, EncodeError> {
    let doubts = Doubts::default();
    Ok(write_value(value, false, &doubts)?.is_some() || !doubts.into_noted().is_empty())
}

fn write_value<T: Serialize + ?Sized>(
    value: &T,
    null: bool,
    doubts: &Doubts,
) -> Result<Option<AttributeValue>, EncodeError> {
    match value.serialize(if null { ValueSerializer::in_place(doubts) } else { ValueSerializer::optional(doubts) }) {
        Err(error) if error.is_missing() => Ok(None),
        value => value.map(Some),
    }
}

#[cfg(test)]
mod key_tests;
#[cfg(test)]
mod tests;
