//! An event of a DynamoDB stream, taken apart into records in one pass.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::cursor::{Cursor, Syntax};
use super::envelope::{Envelope, Source, Typed, string_or_none};
use super::error::{DecodeError, EventError, ImageName};
use super::image::read_image;
use super::keys::read_keys;
use crate::change::{Removal, StateChange};
use crate::model::{Image, StateTopic};
use crate::record::{EventId, Origin, Record};
use crate::sequence::SequenceNumber;

/// A record whose images did not decode. Its identifiers did, so that it fails alone and its item is known.
pub struct Undecoded<T: StateTopic> {
    /// The item's key.
    pub key: T::Key,
    /// The record's identity (`eventID`); empty where it has none.
    pub event_id: EventId,
    /// The record's place in its shard.
    pub sequence_number: SequenceNumber,
    /// The stream's ARN; empty where the record has none.
    pub source: Arc<str>,
    /// Why it did not decode.
    pub error: DecodeError,
}

impl<T: StateTopic> fmt::Debug for Undecoded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Undecoded")
            .field("event_id", &self.event_id)
            .field("sequence_number", &self.sequence_number)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

/// A record of an event: decoded, or known by its identifiers.
pub type Delivered<T> = Result<Record<T>, Undecoded<T>>;

/// Takes an event apart.
pub(crate) fn read_event<T: StateTopic>(event: &str) -> Result<Vec<Delivered<T>>, EventError> {
    read_list(event, read_records)
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
pub(super) fn read_record<T: StateTopic>(text: &str, source: &mut Source) -> Result<Delivered<T>, EventError> {
    let mut cursor = Cursor::new(text);
    let mut parts = Parts::<T>::new();
    parts.read(&mut cursor, source)?;
    cursor.end()?;
    parts.deliver(source)
}

fn read_records<T: StateTopic>(cursor: &mut Cursor<'_>) -> Result<Vec<Delivered<T>>, EventError> {
    let mut records = Vec::new();
    let mut source = Source::none();
    let mut more = cursor.begin_array()?;
    let start = cursor.offset();
    while more {
        let mut parts = Parts::<T>::new();
        let record = parts.read(cursor, &source).and_then(|()| parts.deliver(&mut source));
        records.push(record.map_err(|error| error.in_record(records.len()))?);
        if records.len() == 1 {
            // A batch's records are much of a size, so the first tells how many there are.
            records.reserve(cursor.left() / (cursor.offset() - start).max(1));
        }
        more = cursor.next_element()?;
    }
    Ok(records)
}

/// What has been read of a record. Its members come in any order, so it is put together at the end.
struct Parts<'de, T: StateTopic> {
    around: Envelope<'de>,
    key: Option<T::Key>,
    new: Option<T::NewImage>,
    old: Option<T::OldImage>,
    error: Option<DecodeError>,
}

impl<'de, T: StateTopic> Parts<'de, T> {
    fn new() -> Self {
        Self {
            around: Envelope::new(T::VIEW),
            key: None,
            new: T::NewImage::uncaptured(),
            old: T::OldImage::uncaptured(),
            error: None,
        }
    }

    fn read(&mut self, cursor: &mut Cursor<'de>, last_source: &Source) -> Result<(), EventError> {
        while let Some(typed) = self.around.next(cursor, last_source)? {
            match typed {
                Typed::Keys => {
                    if self.key.replace(read_keys::<T>(cursor)?).is_some() {
                        return Err(cursor.syntax("one `Keys`").into());
                    }
                }
                Typed::NewImage => {
                    read_image_into::<T, _>(cursor, ImageName::NewImage, &mut self.new, &mut self.error)?;
                }
                Typed::OldImage => {
                    read_image_into::<T, _>(cursor, ImageName::OldImage, &mut self.old, &mut self.error)?;
                }
            }
        }
        Ok(())
    }

    /// Puts the record together, and moves what it is made of no more than once.
    #[inline]
    fn deliver(&mut self, last_source: &mut Source) -> Result<Delivered<T>, EventError> {
        let (sequence_number, source) = self.around.identify(last_source)?;
        let key = self.key.take().ok_or_else(EventError::foreign_keys)?;
        let Envelope { event_id, time, size_bytes, origin, .. } = &mut self.around;
        let (event_id, time, size_bytes, origin) = (std::mem::take(event_id), *time, *size_bytes, *origin);
        if self.error.is_none() {
            match &*self.around.event_name {
                "INSERT" if let Some(new) = self.new.take() => {
                    let change = StateChange::Inserted { key, new };
                    return Ok(Ok(Record { change, event_id, sequence_number, time, size_bytes, source, origin }));
                }
                "MODIFY"
                    if self.new.is_some()
                        && let Some(old) = self.old.take()
                        && let Some(new) = self.new.take() =>
                {
                    let change = StateChange::Modified { key, old, new };
                    return Ok(Ok(Record { change, event_id, sequence_number, time, size_bytes, source, origin }));
                }
                "REMOVE" if let Some(old) = self.old.take() => {
                    let cause = if origin == Origin::TimeToLive { Removal::Expired } else { Removal::Deleted };
                    let change = StateChange::Removed { key, old, cause };
                    return Ok(Ok(Record { change, event_id, sequence_number, time, size_bytes, source, origin }));
                }
                _ => {}
            }
        }
        let error = self.undecoded().in_event(&event_id);
        Ok(Err(Undecoded { key, event_id, sequence_number, source, error }))
    }

    /// Why the parts make no record.
    #[cold]
    fn undecoded(&mut self) -> DecodeError {
        let missing = |event_name, image| DecodeError::missing_image(T::NAME, event_name, image, T::VIEW.as_str());
        match (self.error.take(), &*self.around.event_name, self.new.is_some()) {
            (Some(error), ..) => error,
            (None, "INSERT", _) => missing("INSERT", ImageName::NewImage),
            (None, "MODIFY", false) => missing("MODIFY", ImageName::NewImage),
            (None, "MODIFY", true) => missing("MODIFY", ImageName::OldImage),
            (None, "REMOVE", _) => missing("REMOVE", ImageName::OldImage),
            _ => DecodeError::event_name(T::NAME),
        }
    }
}

/// Reads an image. One that does not decode is the record's error, and the rest of the record is read all the same.
fn read_image_into<T: StateTopic, I: Image<T::Row>>(
    cursor: &mut Cursor<'_>,
    name: ImageName,
    image: &mut Option<I>,
    error: &mut Option<DecodeError>,
) -> Result<(), Syntax> {
    let start = cursor.offset();
    *image = None;
    if cursor.peek() != Some(b'{') {
        return cursor.skip_value();
    }
    match read_image::<T, _>(cursor, |row| *image = Some(I::from_row(row))) {
        Ok(()) => Ok(()),
        Err(fault) => {
            cursor.rewind(start);
            error.get_or_insert(DecodeError::attribute(T::NAME, name, &fault));
            cursor.skip_value()
        }
    }
}
