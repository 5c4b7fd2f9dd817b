//! The function's side of a mapping: whatever takes an event's JSON and answers with JSON.

use std::fmt;

use statetopic::{FailureKind, OutcomeEvent, RecordFailure, RecordOutcome};

/// A function as Lambda sees it: one in this process, or one in a process behind a Runtime API.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a function that a mapping can invoke",
    label = "does not take an event",
    note = "take an `InProcess`, which is made of a subscriber, or implement `statetopic_local::Invoke`"
)]
pub trait Invoke: Send + Sync {
    /// Runs the function on an event; the answer is the JSON that it returned.
    ///
    /// An error means that the invocation gave no answer: the function failed, panicked, was killed or ran out of time.
    fn invoke(&self, event: &[u8]) -> impl Future<Output = Result<Vec<u8>, InvokeError>> + Send;

    /// The same, and tells why the function failed on records, where it knows: the answer says only which are not done. By
    /// default nothing is told.
    fn invoke_observed(
        &self,
        event: &[u8],
        observe: &mut (dyn FnMut(FailedRecord) + Send),
    ) -> impl Future<Output = Result<Vec<u8>, InvokeError>> + Send {
        let _ = observe;
        self.invoke(event)
    }
}

impl<I: Invoke> Invoke for &I {
    fn invoke(&self, event: &[u8]) -> impl Future<Output = Result<Vec<u8>, InvokeError>> + Send {
        (**self).invoke(event)
    }

    fn invoke_observed(
        &self,
        event: &[u8],
        observe: &mut (dyn FnMut(FailedRecord) + Send),
    ) -> impl Future<Output = Result<Vec<u8>, InvokeError>> + Send {
        (**self).invoke_observed(event, observe)
    }
}

/// A record on which a function failed, and why.
///
/// It holds the text of the user's own error; its `Debug` does not.
#[derive(Clone, PartialEq, Eq)]
pub struct FailedRecord {
    identifier: String,
    event_id: Option<String>,
    kind: FailureKind,
    texts: Vec<String>,
}

impl FailedRecord {
    /// What an event tells of a record that failed; `None` where the record did not fail.
    #[must_use]
    pub fn from_event(event: &OutcomeEvent<'_>) -> Option<Self> {
        let RecordOutcome::Failed(failure) = event.outcome else { return None };
        let number = event.sequence_number.map(statetopic::SequenceNumber::as_str);
        Some(Self {
            identifier: event.message_id.or(number)?.to_owned(),
            event_id: event.event_id.map(ToString::to_string),
            kind: failure.kind(),
            texts: texts(failure),
        })
    }

    /// As the function's answer names it: its sequence number, or the id of the message that brings it.
    #[must_use]
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// The record's event id; `None` where the message that brings it carries no record.
    #[must_use]
    pub fn event_id(&self) -> Option<&str> {
        self.event_id.as_deref()
    }

    /// The kind of the failure.
    #[must_use]
    pub const fn kind(&self) -> FailureKind {
        self.kind
    }

    /// What failed, the outermost first: the error that the function returned and its causes, or what the runtime says.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.texts
    }
}

/// The user's own words, or those of the runtime where there are none.
fn texts(failure: &RecordFailure) -> Vec<String> {
    let texts = failure.user_texts();
    if texts.is_empty() { vec![failure.to_string()] } else { texts }
}

impl fmt::Debug for FailedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut record = f.debug_struct("FailedRecord");
        record.field("identifier", &self.identifier).field("event_id", &self.event_id);
        record.field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Why an invocation gave no answer.
///
/// The text is the function's own account. What stands in an error of a mapping is only that there is one: it is its
/// [`source`](std::error::Error::source).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvokeError {
    message: String,
}

impl InvokeError {
    /// An error with this text.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for InvokeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for InvokeError {}
