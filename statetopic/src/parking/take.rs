//! Taking parked records out: with the writes that they led to, or without.

use std::collections::HashMap;
use std::time::Duration;

use serde_dynamo::AttributeValue;

use super::read::ParkedPayload;
use super::row::{KeptAs, Reason};
use super::schema::{ATTEMPTS, ENTRY, ERROR, EXPIRES_AT, FAILURE, PART};
use super::store::Parking;
use crate::attribute::DocumentPath;
use crate::ledger::{CommitError, ParkedRange, Position};
use crate::operation::Write;
use crate::rows::{Action, Actions, Change, Comparison, Condition, RowKey, RowOperation, RowsError};

/// How long an item is another redrive's, if that does not end before.
const LEASE: Duration = Duration::from_mins(15);

const LEASE_PART: &str = "lease";

/// What became of a parked record that was to be taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    Out,
    /// The item's parked records are others by now.
    Changed,
}

impl Parking<'_> {
    /// Takes the first parked record of an item out, and commits what it led to, in one transaction. `next` is the record behind
    /// it.
    pub(crate) async fn take_out(
        &self,
        range: &ParkedRange,
        record: &ParkedPayload,
        next: Option<&Position>,
        writes: Vec<Write>,
    ) -> Result<Taken, CommitError> {
        let deletes = record.rows.iter().map(|key| self.operation(Change::Delete, key.clone(), None)).collect();
        let taken = self.committer.take_parked(&record.parked.entry, range, next, writes, deletes).await?;
        Ok(if taken { Taken::Out } else { Taken::Changed })
    }

    /// Notes why a parked record failed again.
    pub(crate) async fn failed_again(&self, record: &ParkedPayload, reason: &Reason) -> Result<(), CommitError> {
        let set = |value: AttributeValue| Action::Set(value);
        let actions = Actions::from([
            (DocumentPath::named(FAILURE), set(AttributeValue::S(reason.failure.clone()))),
            (DocumentPath::named(ERROR), set(AttributeValue::S(reason.error.clone()))),
            (DocumentPath::named(ATTEMPTS), set(AttributeValue::N(reason.attempts.to_string()))),
        ]);
        let key = RowKey::texts(record.parked.entry.clone(), KeptAs::Parked.part(&record.parked.position, 0));
        let is_there = Condition::Exists(DocumentPath::named(PART));
        match self.write(self.operation(Change::Update(actions), key, Some(is_there))).await {
            // It was taken out in the meantime.
            Ok(()) | Err(RowsError::Condition(_) | RowsError::Repeated { .. }) => Ok(()),
            Err(error) => Err(self.failed("UpdateItem", error)),
        }
    }

    /// Takes an item for a redrive, so that two do not call its functions for nothing; their writes exclude each other anyway. Whether
    /// it was free.
    pub(crate) async fn lease(&self, entry: &str) -> Result<bool, CommitError> {
        let now = self.committer.now();
        let number = |number: String| AttributeValue::N(number);
        let row = HashMap::from([
            (ENTRY.to_owned(), AttributeValue::S(entry.to_owned())),
            (PART.to_owned(), AttributeValue::S(LEASE_PART.to_owned())),
            (EXPIRES_AT.to_owned(), number(now.saturating_add(LEASE).to_string())),
        ]);
        let expires = DocumentPath::named(EXPIRES_AT);
        let condition = Condition::Or(vec![
            Condition::Missing(expires.clone()),
            Condition::Compare(expires, Comparison::Below, number(now.to_string())),
        ]);
        let key = RowKey::texts(entry.to_owned(), LEASE_PART.to_owned());
        match self.write(self.put(row, key, Some(condition))).await {
            Ok(()) | Err(RowsError::Repeated { is_put: true, .. }) => Ok(true),
            Err(RowsError::Condition(_) | RowsError::Repeated { .. }) => Ok(false),
            Err(error) => Err(self.failed("PutItem", error)),
        }
    }

    /// Gives an item back.
    pub(crate) async fn release(&self, entry: &str) -> Result<(), CommitError> {
        let key = RowKey::texts(entry.to_owned(), LEASE_PART.to_owned());
        let delete: RowOperation<'_> = self.operation(Change::Delete, key, None);
        self.write(delete).await.map_err(|error| self.failed("DeleteItem", error))
    }
}
