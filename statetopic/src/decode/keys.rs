//! The `Keys` of a record, read into the topic's typed key.

use std::borrow::Cow;

use super::cursor::{Cursor, Syntax};
use super::described::base64_bytes;
use super::descriptor::Descriptor;
use super::error::EventError;
use super::fault::Fault;
use super::scan::is_plain;
use crate::change::{ChangeParts as _, Topic};
use crate::key::{InvalidKey, KeyError, KeyValue};
use crate::panic::{self, Panicked};
use crate::schema::{KeyElement, TableSchema};

/// Reads the object of key attributes that comes next into the topic's typed key, and returns what `identify` makes of its
/// values. A key that its type cannot read is its record's fault, and is returned beside it; `Keys` that are not those of the
/// table are the event's: an identifier is never guessed.
pub(crate) fn read_keys<T: Topic, I>(
    cursor: &mut Cursor<'_>,
    parts: &mut T::Parts,
    identify: impl FnOnce(&KeyValue<'_>, Option<&KeyValue<'_>>) -> I,
) -> Result<(I, Option<InvalidKey>), EventError> {
    let names = const { &KeyNames::of(&T::TABLE.schema) };
    let (partition, sort) = key_values(cursor, names)?;
    if names.sort.is_some() && sort.is_none() {
        return Err(EventError::foreign_keys());
    }
    // What reads a key may be the user's own, and may panic.
    let read = panic::catch(|| parts.read_key(&partition, sort.as_ref())).unwrap_or_else(|Panicked| {
        let KeyElement { name, scalar_type, .. } = const { &T::TABLE.schema }.partition_key;
        Err(InvalidKey { attribute: name, error: KeyError::unreadable(scalar_type) })
    });
    Ok((identify(&partition, sort.as_ref()), read.err()))
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
