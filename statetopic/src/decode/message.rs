//! The messages of an SQS FIFO queue behind an EventBridge Pipe: each has one record of the stream for a body.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html>

use std::borrow::Cow;

use super::cursor::{Cursor, Syntax};
use super::envelope::{Source, string_or_none};
use super::error::EventError;
use super::event::{Identified, all_or_none, read_list, read_record};
use crate::change::Topic;

/// A message whose identifiers were read.
pub(crate) struct Message<T: Topic> {
    /// What the answer names it by.
    pub(crate) id: Box<str>,
    /// The group that it is ordered in: the item's partition key, which nobody may see.
    pub(crate) group: Box<str>,
    /// Whether it was received before: its function may have begun with it.
    pub(crate) was_received: bool,
    /// The record, or why the body is not one: then its item is not known, but its group is.
    pub(crate) record: Result<Identified<T>, EventError>,
}

/// Takes an event of messages apart; their items are identified where that is asked.
pub(crate) fn read_messages<T: Topic>(event: &str, identified: bool) -> Result<Vec<Message<T>>, EventError> {
    let mut source = Source::none();
    read_list(event, |cursor| all_or_none(|messages| read_into(messages, cursor, &mut source, identified)))
}

fn read_into<T: Topic>(
    messages: &mut Vec<Message<T>>,
    cursor: &mut Cursor<'_>,
    source: &mut Source,
    identified: bool,
) -> Result<(), EventError> {
    let mut more = cursor.begin_array()?;
    while more {
        let message =
            Parts::read(cursor).map_err(EventError::from).and_then(|parts| parts.assemble(source, identified));
        messages.push(message.map_err(|error| error.in_record(messages.len()))?);
        more = cursor.next_element()?;
    }
    Ok(())
}

/// What has been read of a message. Its members come in any order.
#[derive(Default)]
struct Parts<'de> {
    id: Option<Cow<'de, str>>,
    group: Option<Cow<'de, str>>,
    /// Without its escapes: the record's JSON.
    body: Option<Cow<'de, str>>,
    queue: Cow<'de, str>,
    from_sqs: bool,
    was_received: bool,
}

impl<'de> Parts<'de> {
    fn read(cursor: &mut Cursor<'de>) -> Result<Self, Syntax> {
        let mut parts = Self::default();
        let mut more = cursor.begin_object()?;
        while more {
            match &*cursor.member_name()? {
                "messageId" => put(&mut parts.id, cursor, "one `messageId`")?,
                "body" => put(&mut parts.body, cursor, "one `body`")?,
                "attributes" if cursor.peek() == Some(b'{') => parts.read_attributes(cursor)?,
                "eventSource" => parts.from_sqs = string_or_none(cursor)? == "aws:sqs",
                "eventSourceARN" => parts.queue = string_or_none(cursor)?,
                _ => cursor.skip_value()?,
            }
            more = cursor.next_member()?;
        }
        Ok(parts)
    }

    fn read_attributes(&mut self, cursor: &mut Cursor<'de>) -> Result<(), Syntax> {
        let mut more = cursor.begin_object()?;
        while more {
            match &*cursor.member_name()? {
                "ApproximateReceiveCount" => {
                    self.was_received = !matches!(&*string_or_none(cursor)?, "" | "0" | "1");
                }
                "MessageGroupId" => put(&mut self.group, cursor, "one `MessageGroupId`")?,
                _ => cursor.skip_value()?,
            }
            more = cursor.next_member()?;
        }
        Ok(())
    }

    fn assemble<T: Topic>(self, last_source: &mut Source, identified: bool) -> Result<Message<T>, EventError> {
        if !self.from_sqs {
            return Err(EventError::foreign("aws:sqs"));
        }
        // Since a standard queue may have groups too, for fairness, they do not tell that order is kept.
        if !self.queue.is_empty() && !self.queue.ends_with(".fifo") {
            return Err(EventError::standard_queue());
        }
        let known = |text: Option<Cow<'de, str>>| text.filter(|text| !text.is_empty()).map(Box::from);
        let id = known(self.id).ok_or_else(EventError::message_id)?;
        let group = known(self.group).ok_or_else(EventError::message_group)?;
        let record = match self.body {
            Some(body) => read_record(&body, last_source, identified).map_err(EventError::in_body),
            None => Err(EventError::message_body()),
        };
        Ok(Message { id, group, was_received: self.was_received, record })
    }
}

/// Reads a string into its place; a value of another kind leaves it empty.
fn put<'de>(slot: &mut Option<Cow<'de, str>>, cursor: &mut Cursor<'de>, once: &'static str) -> Result<(), Syntax> {
    if cursor.peek() != Some(b'"') {
        return cursor.skip_value();
    }
    if slot.replace(cursor.string()?).is_some() {
        return Err(cursor.syntax(once));
    }
    Ok(())
}
