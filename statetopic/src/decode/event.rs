//! An event of a DynamoDB stream, taken apart into records in one pass.

use std::borrow::Cow;

use super::cursor::{Cursor, Syntax};
use super::envelope::{Envelope, Source, Typed, string_or_none};
use super::error::{DecodeError, EventError, ImageName};
use super::image::read_image;
use super::keys::read_keys;
use super::undecoded::Undecoded;
use crate::change::{ChangeParts, ImageSource, ItemEvent, MissingImage, Removal, Topic};
use crate::key::{InvalidKey, KeyValue, identity};
use crate::model::ReadModel;
use crate::panic;
use crate::record::{Origin, Record};

/// A record of an event: decoded, or known by its identifiers.
pub type Delivered<T> = Result<Record<T>, Undecoded<T>>;

/// A record with the identity of its item, which its raw keys have: whatever its type makes of them, an item stays one.
pub(crate) struct Identified<T: Topic> {
    pub(crate) item: Vec<u8>,
    pub(crate) record: Delivered<T>,
}

/// What is kept of a record: it alone, or its item's identity too.
pub(crate) trait Kept<T: Topic>: Sized {
    type Item;

    /// The identity of an item, where it is asked for.
    fn identify(asked: bool, partition: &KeyValue<'_>, sort: Option<&KeyValue<'_>>) -> Self::Item;

    fn keep(item: Self::Item, record: Delivered<T>) -> Self;
}

impl<T: Topic> Kept<T> for Delivered<T> {
    type Item = ();

    #[inline]
    fn identify(_: bool, _: &KeyValue<'_>, _: Option<&KeyValue<'_>>) {}

    #[inline]
    fn keep((): (), record: Self) -> Self {
        record
    }
}

impl<T: Topic> Kept<T> for Identified<T> {
    type Item = Vec<u8>;

    #[inline]
    fn identify(asked: bool, partition: &KeyValue<'_>, sort: Option<&KeyValue<'_>>) -> Vec<u8> {
        if asked { identity(partition, sort) } else { Vec::new() }
    }

    #[inline]
    fn keep(item: Vec<u8>, record: Delivered<T>) -> Self {
        Self { item, record }
    }
}

/// Takes an event apart; its items are identified where that is asked.
pub(crate) fn read_event<T: Topic, K: Kept<T>>(event: &str, identified: bool) -> Result<Vec<K>, EventError> {
    read_list(event, |cursor| all_or_none(|records| read_into(records, cursor, identified)))
}

/// Reads the event's `Records`, which `read` takes apart; the cursor stands at their bracket.
pub(super) fn read_list<'de, R>(
    event: &'de str,
    mut read: impl FnMut(&mut Cursor<'de>) -> Result<R, EventError>,
) -> Result<R, EventError> {
    let mut cursor = Cursor::new(event);
    let mut records = None;
    if cursor.peek() != Some(b'{') {
        // A number, a list, `null`: JSON perhaps, but no event.
        cursor.skip_value()?;
        cursor.end()?;
        return Err(EventError::no_records());
    }
    let mut more = cursor.begin_object()?;
    while more {
        if cursor.member_name()? == "Records" && cursor.peek() == Some(b'[') {
            if records.replace(read(&mut cursor)?).is_some() {
                return Err(cursor.syntax("one `Records`").into());
            }
        } else {
            cursor.skip_value()?;
        }
        more = cursor.next_member()?;
    }
    cursor.end()?;
    records.ok_or(EventError::no_records())
}

/// The event source of the first record, as far as it can be read.
pub(crate) fn first_source(event: &str) -> Option<Cow<'_, str>> {
    let mut cursor = Cursor::new(event);
    let mut more = cursor.begin_object().ok()?;
    while more {
        if cursor.member_name().ok()? == "Records" {
            let mut more = cursor.begin_array().ok()? && cursor.begin_object().ok()?;
            while more {
                if cursor.member_name().ok()? == "eventSource" {
                    return string_or_none(&mut cursor).ok();
                }
                cursor.skip_value().ok()?;
                more = cursor.next_member().ok()?;
            }
            return None;
        }
        cursor.skip_value().ok()?;
        more = cursor.next_member().ok()?;
    }
    None
}

/// Reads a record that stands alone.
pub(super) fn read_record<T: Topic, K: Kept<T>>(
    text: &str,
    source: &mut Source,
    identified: bool,
) -> Result<K, EventError> {
    let mut cursor = Cursor::new(text);
    let mut parts = Parts::<T, K>::new(identified);
    let read = parts.read(&mut cursor, source).and_then(|()| Ok(cursor.end()?));
    let record = read.and_then(|()| parts.deliver(source));
    parts.discard();
    record
}

/// All that `read` adds, or its error. What was read before an error is dropped one by one: two panics of the `Drop`s of the
/// user's types at once would end the process.
pub(super) fn all_or_none<R>(read: impl FnOnce(&mut Vec<R>) -> Result<(), EventError>) -> Result<Vec<R>, EventError> {
    let mut all = Vec::new();
    let done = read(&mut all);
    if let Err(error) = done {
        for one in all {
            let _ = panic::catch(move || drop(one));
        }
        return Err(error);
    }
    Ok(all)
}

fn read_into<T: Topic, K: Kept<T>>(
    records: &mut Vec<K>,
    cursor: &mut Cursor<'_>,
    identified: bool,
) -> Result<(), EventError> {
    let mut source = Source::none();
    let mut more = cursor.begin_array()?;
    let start = cursor.offset();
    while more {
        let mut parts = Parts::<T, K>::new(identified);
        let record = parts.read(cursor, &source).and_then(|()| parts.deliver(&mut source));
        parts.discard();
        records.push(record.map_err(|error| error.in_record(records.len()))?);
        if records.len() == 1 {
            // A batch's records are much of a size, so the first tells how many there are.
            records.reserve(cursor.left() / (cursor.offset() - start).max(1));
        }
        more = cursor.next_element()?;
    }
    Ok(())
}

/// What has been read of a record. Its members come in any order, so it is put together at the end.
struct Parts<'de, T: Topic, K: Kept<T>> {
    around: Envelope<'de>,
    /// Whether its item is identified.
    identified: bool,
    item: Option<K::Item>,
    change: T::Parts,
    error: Option<DecodeError>,
}

impl<'de, T: Topic, K: Kept<T>> Parts<'de, T, K> {
    fn new(identified: bool) -> Self {
        Self { around: Envelope::new(T::VIEW), identified, item: None, change: ChangeParts::new(), error: None }
    }

    fn read(&mut self, cursor: &mut Cursor<'de>, last_source: &Source) -> Result<(), EventError> {
        while let Some(typed) = self.around.next(cursor, last_source)? {
            let error = &mut self.error;
            match typed {
                Typed::Keys => {
                    let identified = self.identified;
                    let (item, invalid) = read_keys::<T, _>(cursor, &mut self.change, |partition, sort| {
                        K::identify(identified, partition, sort)
                    })?;
                    if self.item.replace(item).is_some() {
                        return Err(cursor.syntax("one `Keys`").into());
                    }
                    if let Some(InvalidKey { attribute, error: problem }) = invalid {
                        error.get_or_insert(DecodeError::key(T::TABLE.name, attribute, problem));
                    }
                }
                Typed::NewImage => {
                    self.change.read_new(ImageReader { cursor, name: ImageName::NewImage, error })?;
                }
                Typed::OldImage => {
                    self.change.read_old(ImageReader { cursor, name: ImageName::OldImage, error })?;
                }
            }
        }
        Ok(())
    }

    /// Puts the record together, and moves what it is made of no more than once.
    #[inline]
    fn deliver(&mut self, last_source: &mut Source) -> Result<K, EventError> {
        let (sequence_number, source) = self.around.identify(last_source)?;
        let sequence_number = Some(sequence_number);
        let item = self.item.take().ok_or_else(EventError::foreign_keys)?;
        let key = self.change.take_key();
        let Envelope { event_id, time, size_bytes, origin, .. } = &mut self.around;
        let (event_id, time, size_bytes, origin) = (std::mem::take(event_id), *time, *size_bytes, *origin);
        let event = item_event(&self.around.event_name, origin).filter(|_| self.error.is_none());
        let (key, (item, event_id, source), missing) = match (event, key) {
            // Without a key there is an error.
            (None, key) | (_, key @ None) => (key, (item, event_id, source), None),
            (Some(event), Some(key)) => {
                let finished = self.change.finish(key, event, (item, event_id, source), |change, context| {
                    let (item, event_id, source) = context;
                    let record = Record { change, event_id, sequence_number, time, size_bytes, source, origin };
                    K::keep(item, Ok(record))
                });
                match finished {
                    Ok(record) => return Ok(record),
                    Err((key, context, image)) => (Some(key), context, Some((event, image))),
                }
            }
        };
        let error = self.undecoded(missing).in_event(&event_id);
        Ok(K::keep(item, Err(Undecoded { key, event_id, sequence_number, source, error })))
    }

    /// Drops what is left. It is of the user's types, whose `Drop` may panic: that is not the event's fault.
    #[inline]
    fn discard(self) {
        let change = self.change;
        let _ = panic::catch(move || drop(change));
    }

    /// Why the parts make no record.
    #[cold]
    fn undecoded(&mut self, missing: Option<(ItemEvent, MissingImage)>) -> DecodeError {
        let model = T::TABLE.name;
        if let Some(error) = self.error.take() {
            return error;
        }
        let Some((event, image)) = missing else { return DecodeError::event_name(model) };
        let event_name = match event {
            ItemEvent::Insert => "INSERT",
            ItemEvent::Modify => "MODIFY",
            ItemEvent::Remove(_) => "REMOVE",
        };
        let image = match image {
            MissingImage::New => ImageName::NewImage,
            MissingImage::Old => ImageName::OldImage,
        };
        DecodeError::missing_image(model, event_name, image, T::VIEW.as_str())
    }
}

/// What happened to the item; `None` for a name that DynamoDB does not have.
#[inline]
fn item_event(name: &str, origin: Origin) -> Option<ItemEvent> {
    match name {
        "INSERT" => Some(ItemEvent::Insert),
        "MODIFY" => Some(ItemEvent::Modify),
        "REMOVE" if origin == Origin::TimeToLive => Some(ItemEvent::Remove(Removal::Expired)),
        "REMOVE" => Some(ItemEvent::Remove(Removal::Deleted)),
        _ => None,
    }
}

/// The image that comes next. One that does not decode is the record's error, and the rest of the record is read all the same.
struct ImageReader<'a, 'de> {
    cursor: &'a mut Cursor<'de>,
    name: ImageName,
    error: &'a mut Option<DecodeError>,
}

impl ImageSource for ImageReader<'_, '_> {
    type Read = Result<(), Syntax>;

    #[inline]
    fn read<M: ReadModel>(self, keep: impl FnOnce(M::Row)) -> Result<(), Syntax> {
        let Self { cursor, name, error } = self;
        let start = cursor.offset();
        if cursor.peek() != Some(b'{') {
            return cursor.skip_value();
        }
        match read_image::<M, _>(cursor, keep) {
            Ok(()) => Ok(()),
            Err(fault) => {
                cursor.rewind(start);
                // An image has the item's keys: an empty one, which emulators write beside an insertion or a removal, is missing.
                if cursor.clone().begin_object() != Ok(false) {
                    error.get_or_insert(DecodeError::attribute(M::NAME, name, &fault));
                }
                cursor.skip_value()
            }
        }
    }
}
