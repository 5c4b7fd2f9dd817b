//! Superseded records: a later one of their item was done before they came, and whether they were done too, nobody knows. They are
//! kept beside the parked ones to be looked at, are never run, and keep nothing of their item waiting.

use super::read::ParkedPayload;
use super::row::{self, KeptAs, Payload};
use super::schema::ENTRY;
use super::store::Parking;
use crate::attribute::DocumentPath;
use crate::ledger::{CommitError, MAX_OPERATIONS};
use crate::rows::{CancellationCode, Change, Condition, RowOperation, RowsError};

/// What the log says of a record that is kept so. Alarms count it.
pub const KEPT: &str = "it is kept beside the parked records, to be looked at and discarded";

/// How often it is tried where another transaction is on the rows.
const TRIES: u32 = 6;

impl Parking<'_> {
    /// Keeps a superseded record. One that is kept stays as it is.
    pub(crate) async fn keep_superseded(&self, record: &Payload<'_>) -> Result<(), CommitError> {
        let entry = self.committer.entry(record.change);
        let parked_at = self.committer.clock().now().as_millis();
        let rows = row::rows(KeptAs::Superseded, record, &entry, self.committer.subscriber(), parked_at);
        let is_new = || Some(Condition::Missing(DocumentPath::named(ENTRY)));
        let puts: Vec<_> = rows.into_iter().map(|(key, row)| self.put(row, key, is_new())).collect();
        let mut attempt = 0;
        loop {
            let (passes, error) = match self.committer.rows().transact(&puts, None).await {
                Ok(()) => return Ok(()),
                Err(RowsError::Cancelled { reasons, .. })
                    if reasons.iter().any(|reason| reason.code == CancellationCode::ConditionFailed) =>
                {
                    return Ok(());
                }
                Err(error) => (passes(&error), error),
            };
            if !passes || attempt + 1 == TRIES {
                return Err(self.failed("TransactWriteItems", error));
            }
            self.committer.wait(attempt).await;
            attempt += 1;
        }
    }

    /// The superseded records of an item, in their order, the latest that there is.
    pub(crate) async fn superseded(&self, entry: &str) -> Result<Vec<ParkedPayload>, CommitError> {
        self.read(entry, KeptAs::Superseded, usize::MAX).await
    }

    /// Deletes what is kept of superseded records.
    pub(crate) async fn delete(&self, records: &[ParkedPayload]) -> Result<(), CommitError> {
        for record in records {
            // A transaction has so many operations.
            for keys in record.rows.chunks(MAX_OPERATIONS) {
                let delete = |key: &crate::rows::RowKey| self.operation(Change::Delete, key.clone(), None);
                let deletes: Vec<RowOperation<'_>> = keys.iter().map(delete).collect();
                let mut attempt = 0;
                while let Err(error) = self.committer.rows().transact(&deletes, None).await {
                    if !passes(&error) || attempt + 1 == TRIES {
                        return Err(self.failed("TransactWriteItems", error));
                    }
                    self.committer.wait(attempt).await;
                    attempt += 1;
                }
            }
        }
        Ok(())
    }
}

fn passes(error: &RowsError) -> bool {
    match error {
        RowsError::InProgress => true,
        RowsError::Cancelled { reasons, .. } => reasons.iter().any(|reason| reason.code.passes()),
        _ => false,
    }
}
