//! From an event's bytes to typed changes, in one pass.
//!
//! The way of the data: [`decode`] checks that the bytes are text and hands them to `event`, which walks the records with
//! a `cursor`; `message` finds the record in the body of an SQS message; `keys` reads the typed key, and `image` hands each image that the view captures to serde, whose
//! `Deserializer` is `value` (where a value has its usual form: `usual`) and `described` with `collection`, `set` and `variant`. No map of attribute values is built on the way. What is
//! wrong with an attribute is a `fault` until it reaches the record, and an [`error`](DecodeError) from there on.

mod collection;
mod cursor;
mod described;
mod descriptor;
mod envelope;
mod error;
mod event;
mod fault;
mod image;
mod keys;
mod message;
mod number;
mod raw;
mod row;
mod scan;
mod set;
mod shards;
mod skip;
mod string;
mod tag;
mod undecoded;
mod usual;
mod value;
mod variant;

pub use self::descriptor::Descriptor;
pub use self::error::{DecodeError, EventError, ImageName};
pub use self::event::Delivered;
pub(crate) use self::event::{Identified, Kept, first_source, read_event};
pub(crate) use self::message::{Message, read_messages};
pub(crate) use self::raw::{raw_bodies, raw_records, read_alone};
pub(crate) use self::row::{ReadForm, RowError, TypeFree, read_attribute, read_row, read_row_noting};
pub(crate) use self::shards::read_shards;
pub use self::undecoded::Undecoded;
use crate::change::Topic;

/// Decodes an event of a DynamoDB stream, as Lambda delivers it, into the topic's changes.
///
/// A record whose images do not decode is an [`Undecoded`]; the others decode all the same.
///
/// ```
/// use statetopic::prelude::*;
///
/// #[read_model(table = "levels")]
/// #[state_topic(view = NEW_IMAGE)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Level {
///     #[partition_key]
///     pub sku: String,
///     pub on_hand: u32,
/// }
///
/// let event = br#"{"Records": [{
///     "eventID": "7f3", "eventName": "INSERT", "eventSource": "aws:dynamodb",
///     "dynamodb": {
///         "SequenceNumber": "4421584500000000017450439091",
///         "Keys": {"sku": {"S": "bolt"}},
///         "NewImage": {"sku": {"S": "bolt"}, "on_hand": {"N": "7"}}
///     }
/// }]}"#;
/// let records = statetopic::decode::<Level>(event).unwrap();
/// let record = records[0].as_ref().unwrap();
/// assert_eq!(record.change().new().unwrap().on_hand, 7);
/// ```
///
/// # Errors
/// [`EventError`] where the event is not the JSON of a DynamoDB stream, or where a record's key or sequence number cannot
/// be read: an identifier is never guessed.
pub fn decode<T: Topic>(event: &[u8]) -> Result<Vec<Delivered<T>>, EventError> {
    read_event(text(event)?, false)
}

/// The text that an event is.
pub(crate) fn text(event: &[u8]) -> Result<&str, EventError> {
    std::str::from_utf8(event).map_err(|error| EventError::not_utf8(error.valid_up_to()))
}
