//! An event of a DynamoDB stream, taken apart into records in one pass.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::cursor::{Cursor, Syntax};
use super::error::{DecodeError, EventError, ImageName};
use super::image::read_image;
use super::keys::read_keys;
use crate::change::{Removal, StateChange};
use crate::model::{Image, StateTopic};
use crate::record::{Origin, Record};
use crate::sequence::SequenceNumber;
use crate::time::Timestamp;

/// A record whose images did not decode. Its identifiers did, so that it fails alone and its item is known.
pub struct Undecoded<T: StateTopic> {
    /// The item's key.
    pub key: T::Key,
    /// The record's identity (`eventID`); empty where it has none.
    pub event_id: Box<str>,
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
pub(super) fn read_record<T: StateTopic>(text: &str, source: &mut Arc<str>) -> Result<Delivered<T>, EventError> {
    let mut cursor = Cursor::new(text);
    let mut parts = Parts::<T>::new();
    parts.read(&mut cursor)?;
    cursor.end()?;
    parts.deliver(source)
}

fn read_records<T: StateTopic>(cursor: &mut Cursor<'_>) -> Result<Vec<Delivered<T>>, EventError> {
    let mut records = Vec::new();
    let mut source: Arc<str> = Arc::from("");
    let mut more = cursor.begin_array()?;
    let start = cursor.offset();
    while more {
        let mut parts = Parts::<T>::new();
        let record = parts.read(cursor).and_then(|()| parts.deliver(&mut source));
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
    event_id: Cow<'de, str>,
    event_name: Cow<'de, str>,
    from_dynamodb: bool,
    source: Cow<'de, str>,
    origin: Origin,
    time: Option<Timestamp>,
    size_bytes: Option<u64>,
    key: Option<T::Key>,
    sequence_number: Option<SequenceNumber>,
    new: Option<T::NewImage>,
    old: Option<T::OldImage>,
    error: Option<DecodeError>,
}

impl<'de, T: StateTopic> Parts<'de, T> {
    fn new() -> Self {
        Self {
            event_id: Cow::Borrowed(""),
            event_name: Cow::Borrowed(""),
            from_dynamodb: false,
            source: Cow::Borrowed(""),
            origin: Origin::Writer,
            time: None,
            size_bytes: None,
            key: None,
            sequence_number: None,
            new: T::NewImage::uncaptured(),
            old: T::OldImage::uncaptured(),
            error: None,
        }
    }

    fn read(&mut self, cursor: &mut Cursor<'de>) -> Result<(), EventError> {
        let mut more = cursor.begin_object()?;
        while more {
            match &*cursor.member_name()? {
                "eventID" => self.event_id = string_or_none(cursor)?,
                "eventName" => self.event_name = string_or_none(cursor)?,
                "eventSource" => self.from_dynamodb = string_or_none(cursor)? == "aws:dynamodb",
                "eventSourceARN" => self.source = string_or_none(cursor)?,
                "userIdentity" => self.origin = read_origin(cursor)?,
                "dynamodb" if cursor.peek() == Some(b'{') => self.read_stream_record(cursor)?,
                _ => cursor.skip_value()?,
            }
            more = cursor.next_member()?;
        }
        Ok(())
    }

    fn read_stream_record(&mut self, cursor: &mut Cursor<'de>) -> Result<(), EventError> {
        let mut more = cursor.begin_object()?;
        while more {
            match &*cursor.member_name()? {
                "Keys" if cursor.peek() == Some(b'{') => {
                    if self.key.replace(read_keys::<T>(cursor)?).is_some() {
                        return Err(cursor.syntax("one `Keys`").into());
                    }
                }
                "NewImage" if T::VIEW.captures_new() => {
                    read_image_into::<T, _>(cursor, ImageName::NewImage, &mut self.new, &mut self.error)?;
                }
                "OldImage" if T::VIEW.captures_old() => {
                    read_image_into::<T, _>(cursor, ImageName::OldImage, &mut self.old, &mut self.error)?;
                }
                "SequenceNumber" => {
                    let number =
                        SequenceNumber::parse(&string_or_none(cursor)?).ok_or_else(EventError::sequence_number)?;
                    if self.sequence_number.replace(number).is_some() {
                        return Err(cursor.syntax("one `SequenceNumber`").into());
                    }
                }
                "ApproximateCreationDateTime" => {
                    self.time = number_or_none(cursor)?.and_then(Timestamp::from_json_number);
                }
                "SizeBytes" => self.size_bytes = number_or_none(cursor)?.and_then(|text| text.parse().ok()),
                _ => cursor.skip_value()?,
            }
            more = cursor.next_member()?;
        }
        Ok(())
    }

    /// Puts the record together.
    fn deliver(&mut self, last_source: &mut Arc<str>) -> Result<Delivered<T>, EventError> {
        if !self.from_dynamodb {
            return Err(EventError::foreign("aws:dynamodb"));
        }
        let sequence_number = self.sequence_number.ok_or_else(EventError::sequence_number)?;
        let key = self.key.take().ok_or_else(EventError::foreign_keys)?;
        let event_id = Box::from(&*self.event_id);
        // A batch comes from one stream: the records share one copy of its ARN.
        if **last_source != *self.source {
            *last_source = Arc::from(&*self.source);
        }
        let source = Arc::clone(last_source);
        let (time, size_bytes, origin) = (self.time, self.size_bytes, self.origin);
        let around = Around { event_id, sequence_number, time, size_bytes, source, origin };
        let event_name = match &*self.event_name {
            "INSERT" => "INSERT",
            "MODIFY" => "MODIFY",
            "REMOVE" => "REMOVE",
            _ => "",
        };
        let missing = |image| DecodeError::missing_image(T::NAME, event_name, image, T::VIEW.as_str());
        let error = match (self.error.take(), event_name, self.old.take(), self.new.take()) {
            (None, "INSERT", _, Some(new)) => {
                return Ok(Ok(around.record(StateChange::Inserted { key, new })));
            }
            (None, "MODIFY", Some(old), Some(new)) => {
                return Ok(Ok(around.record(StateChange::Modified { key, old, new })));
            }
            (None, "REMOVE", Some(old), _) => {
                let cause = if origin == Origin::TimeToLive { Removal::Expired } else { Removal::Deleted };
                return Ok(Ok(around.record(StateChange::Removed { key, old, cause })));
            }
            (Some(error), ..) => error,
            (None, "INSERT" | "MODIFY", _, None) => missing(ImageName::NewImage),
            (None, "MODIFY" | "REMOVE", None, _) => missing(ImageName::OldImage),
            _ => DecodeError::event_name(T::NAME),
        };
        let Around { event_id, sequence_number, source, .. } = around;
        let error = error.in_event(&event_id);
        Ok(Err(Undecoded { key, event_id, sequence_number, source, error }))
    }
}

/// What a record has around its change.
struct Around {
    event_id: Box<str>,
    sequence_number: SequenceNumber,
    time: Option<Timestamp>,
    size_bytes: Option<u64>,
    source: Arc<str>,
    origin: Origin,
}

impl Around {
    #[inline]
    fn record<T: StateTopic>(self, change: StateChange<T>) -> Record<T> {
        let Self { event_id, sequence_number, time, size_bytes, source, origin } = self;
        Record { change, event_id, sequence_number, time, size_bytes, source, origin }
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

/// A string; empty for a value of another kind, which is none of the identifiers that are read with this.
pub(super) fn string_or_none<'de>(cursor: &mut Cursor<'de>) -> Result<Cow<'de, str>, Syntax> {
    if cursor.peek() == Some(b'"') {
        return cursor.string();
    }
    cursor.skip_value()?;
    Ok(Cow::Borrowed(""))
}

/// A number's text; `None` for a value of another kind.
fn number_or_none<'de>(cursor: &mut Cursor<'de>) -> Result<Option<&'de str>, Syntax> {
    let number = cursor.number()?;
    if number.is_none() {
        cursor.skip_value()?;
    }
    Ok(number)
}

/// Who made the change: DynamoDB's TTL names itself as the service that removed the item.
fn read_origin(cursor: &mut Cursor<'_>) -> Result<Origin, Syntax> {
    if cursor.peek() != Some(b'{') {
        cursor.skip_value()?;
        return Ok(Origin::Writer);
    }
    let (mut kind, mut principal) = (Cow::Borrowed(""), Cow::Borrowed(""));
    let mut more = cursor.begin_object()?;
    while more {
        // Lambda writes the names small, DescribeStream's records write them with a capital.
        match &*cursor.member_name()? {
            "type" | "Type" => kind = string_or_none(cursor)?,
            "principalId" | "PrincipalId" => principal = string_or_none(cursor)?,
            _ => cursor.skip_value()?,
        }
        more = cursor.next_member()?;
    }
    Ok(match (&*kind, &*principal) {
        ("", "") => Origin::Writer,
        ("Service", "dynamodb.amazonaws.com") => Origin::TimeToLive,
        _ => Origin::Service,
    })
}
