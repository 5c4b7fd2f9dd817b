//! A record that did not decode.

use std::fmt;
use std::sync::Arc;

use super::error::DecodeError;
use crate::change::Topic;
use crate::record::EventId;
use crate::sequence::SequenceNumber;

/// A record of which an image, or the key, did not decode. Its identifiers did, so that it fails alone and its item is known.
///
/// As an error it says what [`error`](Self::error) says.
///
/// ```
/// use statetopic::prelude::*;
/// # #[read_model(table = "levels")]
/// # #[state_topic(view = NEW_IMAGE)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub sku: String, pub on_hand: u32 }
///
/// let event = br#"{"Records": [{
///     "eventID": "7f3", "eventName": "INSERT", "eventSource": "aws:dynamodb",
///     "dynamodb": {"SequenceNumber": "44", "Keys": {"sku": {"S": "bolt"}}, "NewImage": {"sku": {"S": "bolt"}}}
/// }]}"#;
/// let undecoded = statetopic::decode::<Level>(event)?.remove(0).unwrap_err();
/// assert_eq!((undecoded.key().map(|key| key.sku.as_str()), undecoded.error().path()), (Some("bolt"), Some("on_hand")));
/// # Ok::<(), statetopic::EventError>(())
/// ```
pub struct Undecoded<T: Topic> {
    pub(crate) key: Option<T::ItemKey>,
    pub(crate) event_id: EventId,
    pub(crate) sequence_number: Option<SequenceNumber>,
    pub(crate) source: Arc<str>,
    pub(crate) error: DecodeError,
}

impl<T: Topic> Undecoded<T> {
    /// The item's key; `None` where its type cannot read it.
    #[must_use]
    pub const fn key(&self) -> Option<&T::ItemKey> {
        self.key.as_ref()
    }

    /// The record's identity (`eventID`). Empty where the record has none.
    #[must_use]
    pub const fn event_id(&self) -> &EventId {
        &self.event_id
    }

    /// The record's place in its shard; `None` for a record that comes from no shard of the table's stream.
    #[must_use]
    pub const fn sequence_number(&self) -> Option<&SequenceNumber> {
        self.sequence_number.as_ref()
    }

    /// The stream's ARN (`eventSourceARN`). Empty where the record has none.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Why it did not decode.
    #[must_use]
    pub const fn error(&self) -> &DecodeError {
        &self.error
    }

    /// Why it did not decode, without what surrounds it.
    #[must_use]
    pub fn into_error(self) -> DecodeError {
        self.error
    }
}

impl<T: Topic> Clone for Undecoded<T>
where
    T::ItemKey: Clone,
{
    fn clone(&self) -> Self {
        Self {
            key: self.key.clone(),
            event_id: self.event_id.clone(),
            sequence_number: self.sequence_number,
            source: Arc::clone(&self.source),
            error: self.error.clone(),
        }
    }
}

impl<T: Topic> PartialEq for Undecoded<T>
where
    T::ItemKey: PartialEq,
{
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
            && self.event_id == other.event_id
            && self.sequence_number == other.sequence_number
            && self.source == other.source
            && self.error == other.error
    }
}

impl<T: Topic> Eq for Undecoded<T> where T::ItemKey: Eq {}

/// Without the key, which may be personal data.
impl<T: Topic> fmt::Debug for Undecoded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Undecoded")
            .field("event_id", &self.event_id)
            .field("sequence_number", &self.sequence_number)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

impl<T: Topic> fmt::Display for Undecoded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<T: Topic> std::error::Error for Undecoded<T> {}
