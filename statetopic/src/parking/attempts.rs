//! Attempts: how often a record was called, and which batches were begun and did not end.
//!
//! A process that is killed can tell nothing. So the first record of a batch is marked as started before anything of it is called, and
//! a batch that is found marked is run carefully, one record after another, each attempt being counted before it begins.

use std::collections::HashMap;
use std::time::Duration;

use serde_dynamo::AttributeValue;

use super::schema::{ATTEMPTS, ENTRY, EXPIRES_AT, PART};
use super::store::Parking;
use crate::attribute::DocumentPath;
use crate::ledger::{Change, CommitError};
use crate::rows::{self, Comparison, Condition, RowKey, RowsError};

/// What a row says of its record.
const STARTED: &str = "started";

/// How long a row is kept: a stream has a record for a day, and a queue for up to 14.
///
/// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html>
const KEPT: Duration = Duration::from_hours(15 * 24);

/// How often a count is tried that met another one.
const TRIES: u32 = 6;

impl Parking<'_> {
    /// Marks a record as the first of a batch that is begun. Whether it was marked before: then the batch was begun, and did not
    /// end.
    pub(crate) async fn mark(&self, first: Change<'_>) -> Result<bool, CommitError> {
        let (key, row) = self.row(first, STARTED, []);
        let condition = Condition::Missing(DocumentPath::named(ENTRY));
        match self.write(self.put(row, key, Some(condition))).await {
            Ok(()) | Err(RowsError::Repeated { is_put: true, .. }) => Ok(false),
            // Nobody else marks it but a process that was killed, or one whose answer was lost: to be careful is to be slow.
            Err(RowsError::Condition(_) | RowsError::Repeated { .. }) => Ok(true),
            Err(error) => Err(self.failed("PutItem", error)),
        }
    }

    /// Takes the mark away: nothing of what was called is unaccounted for.
    pub(crate) async fn unmark(&self, first: Change<'_>) -> Result<(), CommitError> {
        let (key, _) = self.row(first, STARTED, []);
        let delete = self.operation(rows::Change::Delete, key, None);
        self.write(delete).await.map_err(|error| self.failed("DeleteItem", error))
    }

    /// How often the record was called.
    pub(crate) async fn attempts(&self, record: Change<'_>) -> Result<u32, CommitError> {
        let (key, _) = self.row(record, ATTEMPTS, []);
        let row = self.get(&key).await?;
        let count = row.as_ref().and_then(|row| match row.inner().get(ATTEMPTS) {
            Some(AttributeValue::N(count)) => count.parse().ok(),
            _ => None,
        });
        Ok(count.unwrap_or_default())
    }

    /// Counts one more. Returns how many there are with it.
    pub(crate) async fn count_attempt(&self, record: Change<'_>) -> Result<u32, CommitError> {
        let mut tries = 0;
        loop {
            let before = self.attempts(record).await?;
            match self.set_attempts(record, before, before + 1).await {
                // The row that is there is the one that was to be put, by a request whose answer was lost.
                Ok(()) | Err(RowsError::Repeated { is_put: true, .. }) => return Ok(before + 1),
                Err(RowsError::Condition(_) | RowsError::Repeated { .. }) if tries < TRIES => tries += 1,
                Err(error) => return Err(self.failed("PutItem", error)),
            }
        }
    }

    /// Takes one back: the record was called and is not to blame.
    pub(crate) async fn take_back_attempt(&self, record: Change<'_>, attempts: u32) -> Result<(), CommitError> {
        match self.set_attempts(record, attempts, attempts.saturating_sub(1)).await {
            // Somebody has counted another one since.
            Ok(()) | Err(RowsError::Condition(_) | RowsError::Repeated { .. }) => Ok(()),
            Err(error) => Err(self.failed("PutItem", error)),
        }
    }

    async fn set_attempts(&self, record: Change<'_>, before: u32, after: u32) -> Result<(), RowsError> {
        let number = |count: u32| AttributeValue::N(count.to_string());
        let (key, row) = self.row(record, ATTEMPTS, [(ATTEMPTS, number(after))]);
        let path = DocumentPath::named(ATTEMPTS);
        let condition = match before {
            0 => Condition::Or(vec![
                Condition::Missing(path.clone()),
                Condition::Compare(path, Comparison::Equal, number(0)),
            ]),
            before => Condition::Compare(path, Comparison::Equal, number(before)),
        };
        self.write(self.put(row, key, Some(condition))).await
    }

    /// A row about a record, whatever its item is.
    fn row<const N: usize>(
        &self,
        record: Change<'_>,
        part: &str,
        more: [(&str, AttributeValue); N],
    ) -> (RowKey, HashMap<String, AttributeValue>) {
        let Change { source, sequence_number, .. } = record;
        let entry = format!("record|{}|{source}|{}", self.committer.subscriber(), sequence_number.as_str());
        let expires = self.committer.now().saturating_add(KEPT).to_string();
        let row = HashMap::from([
            (ENTRY.to_owned(), AttributeValue::S(entry.clone())),
            (PART.to_owned(), AttributeValue::S(part.to_owned())),
            (EXPIRES_AT.to_owned(), AttributeValue::N(expires)),
        ]);
        let more = more.into_iter().map(|(name, value)| (name.to_owned(), value));
        (RowKey::texts(entry, part.to_owned()), row.into_iter().chain(more).collect())
    }
}
