//! The answer to Lambda.

use serde::{Deserialize, Serialize};

/// What `ReportBatchItemFailures` expects: what is to be delivered again.
///
/// Of a stream's batch that is one record, the checkpoint: it and all after it come again. Of an SQS FIFO queue's it is
/// every message that is to stay in the queue.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>,
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BatchResponse {
    /// Empty where every record is done.
    pub batch_item_failures: Vec<BatchItemFailure>,
}

/// What is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BatchItemFailure {
    /// A record's sequence number or a message's id, as the event has it.
    pub item_identifier: String,
}

impl BatchItemFailure {
    pub(crate) fn new(identifier: &str) -> Self {
        Self { item_identifier: identifier.to_owned() }
    }
}

impl BatchResponse {
    /// Every record is done.
    #[must_use]
    pub const fn done() -> Self {
        Self { batch_item_failures: Vec::new() }
    }

    /// This record of a stream and every later one are to be delivered again.
    #[must_use]
    pub fn from_checkpoint(sequence_number: &crate::SequenceNumber) -> Self {
        Self::of(vec![BatchItemFailure::new(sequence_number.as_str())])
    }

    /// These are to be delivered again.
    pub(crate) const fn of(batch_item_failures: Vec<BatchItemFailure>) -> Self {
        Self { batch_item_failures }
    }

    /// What is to be delivered again: a stream's checkpoint, or the ids of a queue's messages.
    pub fn identifiers(&self) -> impl Iterator<Item = &str> {
        self.batch_item_failures.iter().map(|failure| failure.item_identifier.as_str())
    }

    /// The sequence number from which a stream's batch is delivered again; `None` where all is done.
    #[must_use]
    pub fn checkpoint(&self) -> Option<&str> {
        self.identifiers().next()
    }
}
