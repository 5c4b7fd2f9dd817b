//! What a redrive would write.

use super::ParkedRecords;
use super::call::call;
use super::item::{ParkedError, ParkedItem};
use crate::invoke::failure::RecordFailure;
use crate::parking::KeptAs;
use crate::record::EventId;
use crate::subscriber::Subscriber;

/// What a redrive would do with a record.
#[derive(Debug)]
#[non_exhaustive]
pub struct DryRun {
    /// The record's identity (`eventID`).
    pub event_id: EventId,
    /// What it would write, or why it would fail. Whether the tables would take the writes is not known.
    pub outcome: Result<Vec<DryWrite>, RecordFailure>,
}

/// A write that a redrive would do. Neither a key nor a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DryWrite {
    /// The read model's name.
    pub model: &'static str,
    /// DynamoDB's name of the operation, such as `UpdateItem`.
    pub operation: &'static str,
}

impl<S: Subscriber> ParkedRecords<S> {
    /// Calls the function for each parked record of an item and says what a redrive would write. Nothing is written, and nothing is
    /// taken out.
    ///
    /// # Errors
    /// [`ParkedError`] where the parking table cannot be read, or where the function has parameters beside its input: through
    /// them it may write while it runs.
    pub async fn dry_run(&self, item: &ParkedItem) -> Result<Vec<DryRun>, ParkedError> {
        if !S::READS_NOTHING {
            return Err(ParkedError::HasParameters);
        }
        let mut runs = Vec::new();
        for record in self.parking().read(&item.id, KeptAs::Parked, usize::MAX).await? {
            let Some(json) = &record.json else { return Err(ParkedError::Incomplete) };
            let outcome = match call(&self.subscriber, json).await {
                Ok(writes) => Ok(writes
                    .iter()
                    .map(|write| DryWrite { model: write.model, operation: write.operation() })
                    .collect()),
                Err(failure) => Err(RecordFailure::new(failure)),
            };
            runs.push(DryRun { event_id: EventId::from(record.parked.event_id), outcome });
        }
        Ok(runs)
    }
}
