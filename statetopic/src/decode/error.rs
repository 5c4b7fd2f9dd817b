//! What a user sees of a record or an event that does not decode. No error holds an attribute's value or a key.

use std::fmt;

use super::cursor::Syntax;
use super::descriptor::Descriptor;
use super::fault::{Fault, Problem};
use crate::key::KeyError;

/// An image of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImageName {
    /// The item after the change.
    NewImage,
    /// The item before the change.
    OldImage,
    /// A row that was read from the table.
    Row,
}

impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NewImage => "NewImage",
            Self::OldImage => "OldImage",
            Self::Row => "a row",
        })
    }
}

/// A record or row that does not decode. It says which one, which image, where in it, and what was expected; it never
/// holds an attribute's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError(Box<Undecodable>);

/// Boxed, so that the rare error does not widen the results of every record.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Undecodable {
    model: &'static str,
    event_id: Option<Box<str>>,
    reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reason {
    Attribute { image: ImageName, path: String, problem: String, found: Option<Descriptor>, missing: bool },
    Key { attribute: &'static str, error: KeyError },
    MissingImage { event_name: &'static str, image: ImageName, view: &'static str },
    EventName,
}

impl DecodeError {
    #[cold]
    fn new(model: &'static str, reason: Reason) -> Self {
        Self(Box::new(Undecodable { model, event_id: None, reason }))
    }

    #[cold]
    pub(crate) fn attribute(model: &'static str, image: ImageName, fault: &Fault) -> Self {
        let reason = Reason::Attribute {
            image,
            path: fault.path(),
            problem: fault.to_string(),
            found: fault.found_descriptor(),
            missing: matches!(fault.problem(), Problem::Missing(_)),
        };
        Self::new(model, reason)
    }

    /// A key attribute that its type cannot read.
    #[cold]
    pub(crate) fn key(model: &'static str, attribute: &'static str, error: KeyError) -> Self {
        Self::new(model, Reason::Key { attribute, error })
    }

    #[cold]
    pub(crate) fn missing_image(
        model: &'static str,
        event_name: &'static str,
        image: ImageName,
        view: &'static str,
    ) -> Self {
        Self::new(model, Reason::MissingImage { event_name, image, view })
    }

    #[cold]
    pub(crate) fn event_name(model: &'static str) -> Self {
        Self::new(model, Reason::EventName)
    }

    pub(crate) fn in_event(mut self, event_id: &str) -> Self {
        self.0.event_id = (!event_id.is_empty()).then(|| event_id.into());
        self
    }

    /// Whether an attribute, or a whole image, is missing.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.0.reason, Reason::Attribute { missing: true, .. } | Reason::MissingImage { .. })
    }

    /// The attribute's path from the image, such as `lines[2].qty`; `None` where no attribute is to blame. Names that no
    /// struct declares are data and stand there as `*`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match &self.0.reason {
            Reason::Attribute { path, .. } => Some(path),
            Reason::Key { attribute, .. } => Some(attribute),
            Reason::MissingImage { .. } | Reason::EventName => None,
        }
    }

    /// The image that is to blame; `None` where it is the key, or the event's name.
    #[must_use]
    pub fn image(&self) -> Option<ImageName> {
        match self.0.reason {
            Reason::Attribute { image, .. } | Reason::MissingImage { image, .. } => Some(image),
            Reason::Key { .. } | Reason::EventName => None,
        }
    }

    /// The descriptor that was found, where one was.
    #[must_use]
    pub fn found(&self) -> Option<Descriptor> {
        match self.0.reason {
            Reason::Attribute { found, .. } => found,
            _ => None,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let model = self.0.model;
        match &self.0.reason {
            Reason::Attribute { image, path, problem, .. } => {
                let dot = if path.is_empty() { "" } else { "." };
                write!(f, "cannot decode `{model}{dot}{path}` from {image}: {problem}")?;
            }
            Reason::Key { attribute, error } => write!(f, "cannot decode `{model}.{attribute}` from Keys: {error}")?,
            Reason::MissingImage { event_name, image, view } => write!(
                f,
                "cannot decode a change of `{model}`: {event_name} has no {image}, which the view {view} captures; is \
                 the stream's view another one?"
            )?,
            Reason::EventName => write!(
                f,
                "cannot decode a change of `{model}`: expected the event name INSERT, MODIFY or REMOVE, found another"
            )?,
        }
        match &self.0.event_id {
            Some(event_id) => write!(f, " (event {event_id})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for DecodeError {}

/// An event that cannot be taken apart into records. The invocation fails, so that Lambda delivers it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventError {
    /// The record that is to blame, counted from zero.
    record: Option<usize>,
    /// Whether offsets count from the beginning of a message's body.
    in_body: bool,
    reason: EventReason,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum EventReason {
    NotUtf8 { offset: usize },
    Syntax(Syntax),
    NoRecords,
    Foreign { expected: &'static str },
    StandardQueue,
    MessageId,
    MessageGroup,
    MessageBody,
    SequenceNumber,
    ForeignKeys,
}

impl EventError {
    #[cold]
    const fn new(reason: EventReason) -> Self {
        Self { record: None, in_body: false, reason }
    }

    pub(crate) const fn not_utf8(offset: usize) -> Self {
        Self::new(EventReason::NotUtf8 { offset })
    }

    pub(crate) const fn no_records() -> Self {
        Self::new(EventReason::NoRecords)
    }

    pub(crate) const fn foreign(expected: &'static str) -> Self {
        Self::new(EventReason::Foreign { expected })
    }

    pub(crate) const fn standard_queue() -> Self {
        Self::new(EventReason::StandardQueue)
    }

    pub(crate) const fn message_id() -> Self {
        Self::new(EventReason::MessageId)
    }

    pub(crate) const fn message_group() -> Self {
        Self::new(EventReason::MessageGroup)
    }

    pub(crate) const fn message_body() -> Self {
        Self::new(EventReason::MessageBody)
    }

    pub(crate) const fn sequence_number() -> Self {
        Self::new(EventReason::SequenceNumber)
    }

    pub(crate) const fn foreign_keys() -> Self {
        Self::new(EventReason::ForeignKeys)
    }

    pub(crate) const fn in_record(mut self, index: usize) -> Self {
        self.record = Some(index);
        self
    }

    pub(crate) const fn in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    /// Whether the event is not JSON, or not of the form that Lambda delivers.
    #[must_use]
    pub const fn is_malformed(&self) -> bool {
        matches!(
            self.reason,
            EventReason::NotUtf8 { .. } | EventReason::Syntax(_) | EventReason::NoRecords | EventReason::MessageBody
        )
    }

    /// Whether the event comes from another service or another table than the topic's, or from a queue without order.
    #[must_use]
    pub const fn is_foreign(&self) -> bool {
        matches!(self.reason, EventReason::Foreign { .. } | EventReason::StandardQueue | EventReason::ForeignKeys)
    }
}

impl From<Syntax> for EventError {
    fn from(syntax: Syntax) -> Self {
        Self::new(EventReason::Syntax(syntax))
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.in_body { "cannot read the message's body" } else { "cannot read the event" })?;
        if let Some(index) = self.record {
            write!(f, ", record {index}")?;
        }
        match &self.reason {
            EventReason::NotUtf8 { offset } => write!(f, ": expected UTF-8, found another byte at {offset}"),
            EventReason::Syntax(Syntax { offset, expected }) => write!(f, ": expected {expected} at byte {offset}"),
            EventReason::NoRecords => f.write_str(
                ": expected the list `Records` of a DynamoDB stream, found none; what invokes the function?",
            ),
            EventReason::Foreign { expected: expected @ "aws:sqs" } => {
                write!(f, ": expected the event source `{expected}`, as in the first record, found another")
            }
            EventReason::Foreign { expected } => write!(
                f,
                ": expected the event source `{expected}`, found another; does the mapping read the table's stream?"
            ),
            EventReason::StandardQueue => f.write_str(
                ": expected a FIFO queue, found a standard one, which keeps no order; let the Pipe feed a FIFO queue",
            ),
            EventReason::MessageId => f.write_str(": expected a `messageId`, found none"),
            EventReason::MessageGroup => f.write_str(
                ": expected the attribute `MessageGroupId`, found none; let the Pipe set it to the partition key",
            ),
            EventReason::MessageBody => f.write_str(": expected a `body` that is a string, found none"),
            EventReason::SequenceNumber => f.write_str(": expected a `SequenceNumber` of 1 to 40 digits, found none"),
            EventReason::ForeignKeys => f.write_str(
                ": expected `Keys` to hold the topic's key attributes and no other; does the mapping read another \
                 table's stream?",
            ),
        }
    }
}

impl std::error::Error for EventError {}
