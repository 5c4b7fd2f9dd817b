//! What a record has around its key and its images: read alike for every topic.

use std::borrow::Cow;
use std::sync::Arc;

use super::cursor::{Cursor, Syntax};
use super::error::EventError;
use crate::record::{EventId, Origin};
use crate::sequence::SequenceNumber;
use crate::time::Timestamp;
use crate::view::StreamView;

/// What has been read of a record beside its key and its images. Its members come in any order.
pub(super) struct Envelope<'de> {
    view: StreamView,
    /// Whether the cursor is in the member `dynamodb`; `None` before the record.
    in_change: Option<bool>,
    pub(super) event_id: EventId,
    pub(super) event_name: Cow<'de, str>,
    from_dynamodb: bool,
    source: SourceText<'de>,
    pub(super) origin: Origin,
    pub(super) time: Option<Timestamp>,
    pub(super) size_bytes: Option<u64>,
    sequence_number: Option<SequenceNumber>,
}

/// A member whose value the topic's types read.
#[derive(Clone, Copy)]
pub(super) enum Typed {
    Keys,
    NewImage,
    OldImage,
}

impl<'de> Envelope<'de> {
    pub(super) fn new(view: StreamView) -> Self {
        Self {
            view,
            in_change: None,
            event_id: EventId::default(),
            event_name: Cow::Borrowed(""),
            from_dynamodb: false,
            source: SourceText::Other(Cow::Borrowed("")),
            origin: Origin::Writer,
            time: None,
            size_bytes: None,
            sequence_number: None,
        }
    }

    /// Reads on to the value of the next typed member, which the cursor then stands before; `None` at the record's end.
    pub(super) fn next(&mut self, cursor: &mut Cursor<'de>, last: &Source) -> Result<Option<Typed>, EventError> {
        let mut more = if self.in_change.is_some() { cursor.next_member()? } else { cursor.begin_object()? };
        let mut in_change = self.in_change.unwrap_or_default();
        loop {
            if !more {
                if !in_change {
                    return Ok(None);
                }
                in_change = false;
                more = cursor.next_member()?;
                continue;
            }
            let member = Member::read(cursor)?;
            if in_change {
                if let Some(typed) = self.read_of_change(member, cursor)? {
                    self.in_change = Some(true);
                    return Ok(Some(typed));
                }
            } else if member == Member::Dynamodb && cursor.peek() == Some(b'{') {
                in_change = true;
                more = cursor.begin_object()?;
                continue;
            } else {
                self.read_of_record(member, cursor, last)?;
            }
            more = cursor.next_member()?;
        }
    }

    #[inline]
    fn read_of_record(&mut self, member: Member, cursor: &mut Cursor<'de>, last: &Source) -> Result<(), Syntax> {
        match member {
            Member::EventId => self.event_id = EventId::from(&*string_or_none(cursor)?),
            Member::EventName => self.event_name = string_or_none(cursor)?,
            Member::EventSource => self.from_dynamodb = string_or_none(cursor)? == "aws:dynamodb",
            Member::EventSourceArn => self.source = SourceText::read(cursor, last)?,
            Member::UserIdentity => self.origin = read_origin(cursor)?,
            _ => cursor.skip_value()?,
        }
        Ok(())
    }

    #[inline]
    fn read_of_change(&mut self, member: Member, cursor: &mut Cursor<'de>) -> Result<Option<Typed>, EventError> {
        match member {
            Member::Keys if cursor.peek() == Some(b'{') => return Ok(Some(Typed::Keys)),
            Member::NewImage if self.view.captures_new() => return Ok(Some(Typed::NewImage)),
            Member::OldImage if self.view.captures_old() => return Ok(Some(Typed::OldImage)),
            Member::SequenceNumber => {
                let number = SequenceNumber::parse(&string_or_none(cursor)?).ok_or_else(EventError::sequence_number)?;
                if self.sequence_number.replace(number).is_some() {
                    return Err(cursor.syntax("one `SequenceNumber`").into());
                }
            }
            Member::ApproximateCreationDateTime => {
                self.time = match cursor.plain_integer() {
                    Some(integer) => Some(Timestamp::from_integer(integer)),
                    None => number_or_none(cursor)?.and_then(Timestamp::from_json_number),
                }
            }
            Member::SizeBytes => {
                self.size_bytes = match cursor.plain_integer() {
                    Some(integer) => Some(integer),
                    None => number_or_none(cursor)?.and_then(|text| text.parse().ok()),
                }
            }
            _ => cursor.skip_value()?,
        }
        Ok(None)
    }

    /// The record's place in its shard and its source, once all of it has been read.
    pub(super) fn identify(&self, last: &mut Source) -> Result<(SequenceNumber, Arc<str>), EventError> {
        if !self.from_dynamodb {
            return Err(EventError::foreign("aws:dynamodb"));
        }
        let sequence_number = self.sequence_number.ok_or_else(EventError::sequence_number)?;
        if let SourceText::Other(text) = &self.source {
            last.replace(text, matches!(text, Cow::Borrowed(_)));
        }
        Ok((sequence_number, Arc::clone(&last.arn)))
    }
}

/// The members of a record and of its change, by the names that Lambda gives them.
macro_rules! members {
    ($($name:ident $text:literal,)*) => {
        #[derive(Clone, Copy, PartialEq, Eq)]
        enum Member {
            $($name,)*
            /// One that nobody reads.
            Other,
        }

        impl Member {
            fn of(text: &str) -> Self {
                match text {
                    $($text => Self::$name,)*
                    _ => Self::Other,
                }
            }

            /// Reads the name that comes next, and its colon.
            #[inline]
            fn read(cursor: &mut Cursor<'_>) -> Result<Self, Syntax> {
                // A name is found by its first bytes, and is then as long as it is known to be.
                let first = cursor.word() & FIRST_BYTES;
                $(
                    if first == const { first_bytes(concat!('"', $text, "\":")) }
                        && cursor.take_text(concat!('"', $text, "\":"))
                    {
                        return Ok(Self::$name);
                    }
                )*
                Ok(Self::of(&cursor.member_name()?))
            }
        }
    };
}

members! {
    EventId "eventID",
    EventName "eventName",
    EventSource "eventSource",
    EventSourceArn "eventSourceARN",
    UserIdentity "userIdentity",
    Dynamodb "dynamodb",
    Keys "Keys",
    NewImage "NewImage",
    OldImage "OldImage",
    SequenceNumber "SequenceNumber",
    ApproximateCreationDateTime "ApproximateCreationDateTime",
    SizeBytes "SizeBytes",
    // Known so that they are not scanned for their ends.
    AwsRegion "awsRegion",
    EventVersion "eventVersion",
    StreamViewType "StreamViewType",
}

/// The seven bytes that are looked at first; the shortest name has as many, its quotes and its colon counted.
const FIRST_BYTES: u64 = u64::MAX >> 8;

const fn first_bytes(text: &str) -> u64 {
    let mut word = [0; 8];
    word.split_at_mut(7).0.copy_from_slice(text.as_bytes().split_at(7).0);
    u64::from_le_bytes(word)
}

/// The stream that the last record came from. A batch comes from one: the records share one copy of its ARN.
pub(super) struct Source {
    arn: Arc<str>,
    /// Whether JSON writes it as it is.
    plain: bool,
}

impl Source {
    pub(super) fn none() -> Self {
        Self { arn: Arc::from(""), plain: true }
    }

    fn replace(&mut self, text: &str, plain: bool) {
        if *self.arn != *text {
            *self = Self { arn: Arc::from(text), plain };
        }
    }
}

enum SourceText<'de> {
    /// That of the record before.
    Last,
    Other(Cow<'de, str>),
}

impl<'de> SourceText<'de> {
    fn read(cursor: &mut Cursor<'de>, last: &Source) -> Result<Self, Syntax> {
        if last.plain && cursor.take_plain_string(&last.arn) {
            return Ok(Self::Last);
        }
        string_or_none(cursor).map(Self::Other)
    }
}

/// A string, or an empty one if the value is of another kind: no identifier is.
#[inline]
pub(super) fn string_or_none<'de>(cursor: &mut Cursor<'de>) -> Result<Cow<'de, str>, Syntax> {
    match cursor.plain_string() {
        Some(text) => Ok(Cow::Borrowed(text)),
        None => unusual_string_or_none(cursor),
    }
}

#[cold]
#[inline(never)]
fn unusual_string_or_none<'de>(cursor: &mut Cursor<'de>) -> Result<Cow<'de, str>, Syntax> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_looked_for_by_the_bytes_that_it_begins_with() {
        for name in [r#""Keys":"#, r#""OldImage":"#, r#""ApproximateCreationDateTime":"#] {
            assert_eq!(Cursor::new(&format!("{name}{{}}")).word() & FIRST_BYTES, first_bytes(name), "{name}");
        }
        assert_ne!(first_bytes(r#""eventID":"#), first_bytes(r#""dynamodb":"#));
    }
}
