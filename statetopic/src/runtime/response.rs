//! The answer to Lambda.

use serde::{Deserialize, Serialize};

/// What `ReportBatchItemFailures` expects: the checkpoint from which the batch is delivered again, or nothing.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BatchResponse {
    /// Empty where every record is done, else the lowest one that is not.
    pub batch_item_failures: Vec<BatchItemFailure>,
}

/// A record that is not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BatchItemFailure {
    /// Its sequence number, as the record has it.
    pub item_identifier: String,
}

impl BatchResponse {
    /// Every record is done.
    #[must_use]
    pub const fn done() -> Self {
        Self { batch_item_failures: Vec::new() }
    }

    /// This record and every later one are to be delivered again.
    #[must_use]
    pub fn from_checkpoint(sequence_number: &crate::SequenceNumber) -> Self {
        let item_identifier = sequence_number.as_str().to_owned();
        Self { batch_item_failures: vec![BatchItemFailure { item_identifier }] }
    }

    /// The sequence number from which the batch is delivered again; `None` where all is done.
    #[must_use]
    pub fn checkpoint(&self) -> Option<&str> {
        self.batch_item_failures.first().map(|failure| failure.item_identifier.as_str())
    }
}
