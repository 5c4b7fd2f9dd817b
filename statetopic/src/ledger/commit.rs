//! One transaction for each record: its writes and its ledger row, together or not at all.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use serde_dynamo::AttributeValue;

use super::cancelled::{Cancelled, applied_before, cancelled};
use super::error::{CONFLICT_ATTEMPTS, CommitError, MAX_OPERATIONS};
use super::{APPLIED_SEQ, Change, Committed, EXPIRES_AT, KEPT, SCHEMA};
use crate::attribute::DocumentPath;
use crate::clock::Clock;
use crate::connections::{ConnectError, Connections};
use crate::operation::Write;
use crate::rows::{self, Action, Comparison, Condition, Get, RowKey, RowOperation, Rows, RowsError};
use crate::schema::TableSchema;
use crate::table::TableError;

/// Commits a subscriber's writes.
pub(crate) struct Committer {
    rows: Rows,
    clock: Clock,
    subscriber: &'static str,
    ledger: String,
    /// Physical names by logical ones.
    tables: HashMap<&'static str, String>,
}

impl Committer {
    pub(crate) async fn connect(
        connections: &Connections,
        subscriber: &'static str,
        tables: &[TableSchema],
    ) -> Result<Self, ConnectError> {
        let environment = connections.environment();
        let names = tables.iter().map(|schema| Ok((schema.table, environment.table_name(schema.table)?)));
        Ok(Self {
            tables: names.collect::<Result<_, ConnectError>>()?,
            ledger: environment.table_name(SCHEMA.table)?,
            rows: connections.rows().await?,
            clock: connections.clock().clone(),
            subscriber,
        })
    }

    /// Commits the writes of one record. A record whose writes have been committed before is done, and so is one that
    /// comes after a later change of its item: applied now, it would undo what that one did. A record that has no writes, or
    /// only stale ones, is noted all the same: delivered again, it may find a world in which they hold.
    pub(crate) async fn commit(&self, change: Change<'_>, mut writes: Vec<Write>) -> Result<Committed, CommitError> {
        if writes.len() >= MAX_OPERATIONS {
            return Err(CommitError::TooMany { operations: writes.len() });
        }
        let applied = change.sequence_number.padded();
        let mut attempt = 0;
        loop {
            let mut operations = vec![self.ledger_row(change, &applied)];
            operations.extend(writes.iter().map(|write| self.operation(write)));
            let Err(error) = self.rows.transact(&operations, None).await else { return Ok(Committed::Now) };
            match not_committed(error, &writes, &applied) {
                Cancelled::Duplicate(committed) => return Ok(committed),
                // Each round leaves out at least one write, so there is an end to it.
                Cancelled::Stale(stale) => {
                    let mut place = 0;
                    writes.retain(|_| {
                        place += 1;
                        !stale.contains(&(place - 1))
                    });
                }
                Cancelled::Conflict if attempt + 1 == CONFLICT_ATTEMPTS => return Err(CommitError::Conflict),
                Cancelled::Conflict => {
                    tokio::time::sleep(backoff(attempt)).await;
                    attempt += 1;
                }
                Cancelled::Error(error) => return Err(error),
            }
        }
    }

    /// Whether the writes of a record, or of a later one of its item, have been committed before.
    pub(crate) async fn applied(&self, change: Change<'_>) -> Result<Option<Committed>, CommitError> {
        let key = RowKey::text(change.entry(self.subscriber));
        let (attribute, table) = (Some(APPLIED_SEQ), self.ledger.as_str());
        let row =
            self.rows.get(Get { table, key_names: (&SCHEMA).into(), key: &key, consistent: true, attribute }).await;
        let row = row.map_err(|error| CommitError::Service(TableError::of("GetItem", table, error)))?;
        Ok(row.and_then(|row| applied_before(&row, &change.sequence_number.padded())))
    }

    fn ledger_row(&self, change: Change<'_>, applied: &str) -> RowOperation<'_> {
        let path = DocumentPath::named(APPLIED_SEQ);
        let applied = AttributeValue::S(applied.to_owned());
        let expires_at = AttributeValue::N(self.clock.epoch_seconds().saturating_add(KEPT).to_string());
        let older = Condition::Compare(path.clone(), Comparison::Below, applied.clone());
        let condition = Condition::Or(vec![Condition::Missing(path.clone()), older]);
        let actions = [(path, Action::Set(applied)), (DocumentPath::named(EXPIRES_AT), Action::Set(expires_at))];
        RowOperation {
            table: &self.ledger,
            key_names: (&SCHEMA).into(),
            key: RowKey::text(change.entry(self.subscriber)),
            change: rows::Change::Update(actions.into()),
            condition: Some(condition),
        }
    }

    fn operation(&self, write: &Write) -> RowOperation<'_> {
        // Every model of `Writes<(A, B)>` was connected, and no other can be written.
        let table = self.tables.get(write.table).map_or(write.table, String::as_str);
        let (change, condition) = (write.change.clone(), write.condition());
        RowOperation { table, key_names: write.key_names, key: write.key.clone(), change, condition }
    }
}

/// Reads why a transaction was not carried out.
fn not_committed(error: RowsError, writes: &[Write], applied: &str) -> Cancelled {
    let known = match &error {
        RowsError::Cancelled { reasons, .. } => cancelled(reasons, writes, applied),
        RowsError::InProgress => Some(Cancelled::Conflict),
        // Of the whole request, and for no other write than these: the ledger row is valid.
        RowsError::Service { code, .. } if code == "ValidationException" => {
            Some(Cancelled::Error(CommitError::Invalid))
        }
        _ => None,
    };
    known.unwrap_or_else(|| Cancelled::Error(CommitError::Service(TableError::of("TransactWriteItems", "", error))))
}

/// Twice as long each time, and by chance: two records that met do not meet again.
fn backoff(attempt: u32) -> Duration {
    const SHORTEST: u64 = 10_000;
    let chance = RandomState::new().hash_one(attempt) % SHORTEST;
    Duration::from_micros((SHORTEST + chance) << attempt)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_transaction_that_is_in_progress_is_a_conflict() {
        assert!(matches!(not_committed(RowsError::InProgress, &[], ""), Cancelled::Conflict));
    }

    #[test]
    fn two_records_that_met_wait_for_different_times_that_double() {
        for attempt in 0..CONFLICT_ATTEMPTS {
            let waits: BTreeSet<Duration> = (0..16).map(|_| backoff(attempt)).collect();
            assert!(waits.len() > 1, "attempt {attempt}");
            let range = Duration::from_millis(10 << attempt)..Duration::from_millis(20 << attempt);
            assert!(waits.iter().all(|wait| range.contains(wait)), "attempt {attempt}: {waits:?}");
        }
    }
}
