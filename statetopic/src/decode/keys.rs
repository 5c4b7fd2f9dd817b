//! The `Keys` of a record, read into the topic's typed key.

use std::borrow::Cow;

use super::cursor::{Cursor, Syntax};
use super::described::base64_bytes;
use super::descriptor::Descriptor;
use super::error::EventError;
use super::fault::Fault;
use super::scan::is_plain;
use crate::key::{KeyAttribute, KeyError, KeyValue, ModelKey, SortKey};
use crate::model::ReadModel;
use crate::panic::{self, Panicked};
use crate::schema::{KeyElement, TableSchema};

/// Reads the object of key attributes that comes next. Every fault is the event's: an identifier is never guessed.
pub(crate) fn read_keys<M: ReadModel>(cursor: &mut Cursor<'_>) -> Result<M::Key, EventError> {
    let schema = const { &M::SCHEMA };
    let (partition, sort) = key_values(cursor, const { &KeyNames::of(&M::SCHEMA) })?;
    // What reads a key may be the user's own, and may panic.
    panic::catch(|| typed_key::<M>(&partition, sort.as_ref())).unwrap_or_else(|Panicked| {
        Err(EventError::key(schema.partition_key.name, KeyError::unreadable(schema.partition_key.scalar_type)))
    })
}

/// The names of the key attributes.
struct KeyNames {
    partition: &'static str,
    sort: Option<&'static str>,
    /// Whether JSON writes both as they are.
    plain: bool,
}

impl KeyNames {
    const fn of(schema: &TableSchema) -> Self {
        let partition = schema.partition_key.name;
        match schema.sort_key {
            Some(KeyElement { name, .. }) => {
                Self { partition, sort: Some(name), plain: is_plain(partition) && is_plain(name) }
            }
            None => Self { partition, sort: None, plain: is_plain(partition) },
        }
    }

    /// Reads the name that comes next: whether it is that of the partition key, else it is that of the sort key.
    #[inline]
    fn next_is_partition(&self, cursor: &mut Cursor<'_>) -> Result<bool, EventError> {
        if self.plain && cursor.take_plain_member_name(self.partition) {
            return Ok(true);
        }
        if self.plain && self.sort.is_some_and(|sort| cursor.take_plain_member_name(sort)) {
            return Ok(false);
        }
        let name = cursor.member_name()?;
        if name == self.partition {
            Ok(true)
        } else if self.sort.is_some_and(|sort| name == sort) {
            Ok(false)
        } else {
            Err(EventError::foreign_keys())
        }
    }
}

/// The values of the key attributes, which are those of the schema and no other.
fn key_values<'de>(
    cursor: &mut Cursor<'de>,
    names: &KeyNames,
) -> Result<(KeyValue<'de>, Option<KeyValue<'de>>), EventError> {
    let (mut partition, mut sort) = (None, None);
    let mut more = cursor.begin_object()?;
    while more {
        let is_partition = names.next_is_partition(cursor)?;
        let value = key_value(cursor)?;
        if (if is_partition { &partition } else { &sort }).is_some() {
            return Err(cursor.syntax("one of each key attribute").into());
        }
        if is_partition {
            partition = Some(value);
        } else {
            sort = Some(value);
        }
        more = cursor.next_member()?;
    }
    Ok((partition.ok_or_else(EventError::foreign_keys)?, sort))
}

#[inline]
fn typed_key<M: ReadModel>(partition: &KeyValue<'_>, sort: Option<&KeyValue<'_>>) -> Result<M::Key, EventError> {
    let schema = const { &M::SCHEMA };
    let (partition_name, sort_name) = (schema.partition_key.name, schema.sort_key.map_or("", |element| element.name));
    let read = (partition, sort);
    let partition = <M::Key as ModelKey>::Partition::from_key_value(partition.borrowed())
        .map_err(|error| EventError::key(partition_name, error))?;
    let sort = <M::Key as ModelKey>::Sort::from_sort_value(sort.map(KeyValue::borrowed))
        .map_err(|error| EventError::key(sort_name, error))?;
    // A type that reads two keys as one would make one item of two: it must write what it read.
    if !partition.is_written_as(read.0) {
        return Err(EventError::key(partition_name, KeyError::unreadable(read.0.scalar_type())));
    }
    if let Some(read) = read.1
        && !sort.is_sort_written_as(read)
    {
        return Err(EventError::key(sort_name, KeyError::unreadable(read.scalar_type())));
    }
    Ok(M::Key::from_parts(partition, sort))
}

#[inline]
fn key_value<'de>(cursor: &mut Cursor<'de>) -> Result<KeyValue<'de>, Syntax> {
    let start = cursor.offset();
    match cursor.take_usual_text() {
        Some((b'S', text)) => Ok(KeyValue::S(Cow::Borrowed(text))),
        Some((b'N', text)) => Ok(KeyValue::N(Cow::Borrowed(text))),
        _ => {
            cursor.rewind(start);
            unusual_key_value(cursor)
        }
    }
}

#[cold]
fn unusual_key_value<'de>(cursor: &mut Cursor<'de>) -> Result<KeyValue<'de>, Syntax> {
    let start = cursor.offset();
    let descriptor = match cursor.take_one_letter_member() {
        Some(letter) => Descriptor::of_letter(letter),
        None if cursor.begin_object()? => Descriptor::parse(&cursor.member_name()?),
        None => return Err(cursor.syntax("a key attribute's descriptor")),
    };
    let value = match descriptor {
        Some(Descriptor::S) => KeyValue::S(cursor.string()?),
        Some(Descriptor::N) => KeyValue::N(cursor.string()?),
        Some(Descriptor::B) => {
            let bytes = base64_bytes(&cursor.string()?);
            KeyValue::B(Cow::Owned(bytes.map_err(|_: Fault| cursor.syntax("base64"))?))
        }
        _ => {
            cursor.rewind(start);
            return Err(cursor.syntax("a key attribute: S, N or B"));
        }
    };
    cursor.expect(b'}', "the end of a key attribute")?;
    Ok(value)
}
