//! What became of each record, as a typed event.

use std::fmt;

use super::failure::RecordFailure;
use crate::record::EventId;
use crate::sequence::SequenceNumber;

/// What became of a record of an event. There is one for each record, and logs are written from it.
///
/// It holds no key and no value of the record; its `Debug` does neither.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct OutcomeEvent<'a> {
    /// The id of the subscriber.
    pub subscriber: &'static str,
    /// The record's place in the event, from zero.
    pub ordinal: usize,
    /// The record's identity; `None` where the message that brings it carries no record.
    pub event_id: Option<&'a EventId>,
    /// Its place in its shard; `None` where it has none, or where the message that brings it carries no record.
    pub sequence_number: Option<&'a SequenceNumber>,
    /// The id of the message that brings it; `None` where no queue does.
    pub message_id: Option<&'a str>,
    /// What became of it.
    pub outcome: &'a RecordOutcome,
}

/// What became of a record: every one that an event has ends as one of these.
///
/// What a filter of the event source mapping dropped never came to the function; the mapping alone could tell.
#[derive(Debug)]
pub enum RecordOutcome {
    /// The function succeeded on it, and its writes are committed.
    Done,
    /// It had been done before; nothing was written again.
    Duplicate,
    /// No arm of `on(…)` takes it.
    NotTaken,
    /// It is a row of no model of the topic. A topic of one model has none.
    Foreign,
    /// A later change of its item was done before it came.
    Superseded,
    /// It failed and is left out for good: `on_error = skip`.
    Skipped(RecordFailure),
    /// It is kept aside, with its payload, for a redrive: `on_error = park`. It failed, or is behind one of its item that did.
    Parked(Option<RecordFailure>),
    /// It failed, and is delivered again.
    Failed(RecordFailure),
    /// The deadline was near before it was started; it is delivered again.
    HandedBack,
    /// A record before it in its lane is not done; it is delivered again.
    NotStarted,
}

impl RecordOutcome {
    /// Whether the record is through: it is not delivered again because of this.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        match self {
            Self::Done
            | Self::Duplicate
            | Self::NotTaken
            | Self::Foreign
            | Self::Superseded
            | Self::Skipped(_)
            | Self::Parked(_) => true,
            Self::Failed(_) | Self::HandedBack | Self::NotStarted => false,
        }
    }

    /// Why it failed, where it did.
    #[must_use]
    pub const fn failure(&self) -> Option<&RecordFailure> {
        match self {
            Self::Failed(failure) | Self::Skipped(failure) | Self::Parked(Some(failure)) => Some(failure),
            _ => None,
        }
    }

    /// The name of the variant.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::Duplicate => "Duplicate",
            Self::NotTaken => "NotTaken",
            Self::Foreign => "Foreign",
            Self::Superseded => "Superseded",
            Self::Skipped(_) => "Skipped",
            Self::Parked(_) => "Parked",
            Self::Failed(_) => "Failed",
            Self::HandedBack => "HandedBack",
            Self::NotStarted => "NotStarted",
        }
    }
}

impl fmt::Debug for OutcomeEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut event = f.debug_struct("OutcomeEvent");
        event.field("subscriber", &self.subscriber).field("ordinal", &self.ordinal);
        event.field("event_id", &self.event_id).field("sequence_number", &self.sequence_number);
        event.field("message_id", &self.message_id).field("outcome", &self.outcome.name()).finish()
    }
}
