//! What commits a subscriber's writes: its tables, and what DynamoDB says of a transaction.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_dynamo::AttributeValue;

use super::cancelled::{Cancelled, applied_before, cancelled};
use super::error::CommitError;
use super::transaction::{Member, Transaction};
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
    pub(super) rows: Rows,
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

    /// Whether the writes of a record, or of a later one of its item, have been committed before.
    pub(crate) async fn applied(&self, change: Change<'_>) -> Result<Option<Committed>, CommitError> {
        let key = RowKey::text(change.entry(self.subscriber));
        let (attribute, table) = (Some(APPLIED_SEQ), self.ledger.as_str());
        let row =
            self.rows.get(Get { table, key_names: (&SCHEMA).into(), key: &key, consistent: true, attribute }).await;
        let row = row.map_err(|error| CommitError::Service(Arc::new(TableError::of("GetItem", table, error))))?;
        Ok(row.and_then(|row| applied_before(&row, &change.sequence_number.padded())))
    }

    /// The operations of a transaction: the ledger rows first, and then the writes.
    pub(super) fn operations(&self, transaction: &Transaction, members: &[Member<'_>]) -> Vec<RowOperation<'_>> {
        let rows = transaction.items.iter().map(|item| self.ledger_row(members, item));
        rows.chain(transaction.writes.iter().map(|(write, _)| self.operation(write))).collect()
    }

    /// An item's row: conditional on its first record in the package, and with the last one afterwards. Conditional on the last,
    /// a package after a crash would count the first ones twice.
    fn ledger_row(&self, members: &[Member<'_>], item: &[usize]) -> RowOperation<'_> {
        let (first, last) = (&members[item[0]], &members[item[item.len() - 1]]);
        let path = DocumentPath::named(APPLIED_SEQ);
        let expires_at = self.clock.epoch_seconds().saturating_add(KEPT).to_string();
        let older = Condition::Compare(path.clone(), Comparison::Below, AttributeValue::S(first.applied.clone()));
        let condition = Condition::Or(vec![Condition::Missing(path.clone()), older]);
        let actions = [
            (path, Action::Set(AttributeValue::S(last.applied.clone()))),
            (DocumentPath::named(EXPIRES_AT), Action::Set(AttributeValue::N(expires_at))),
        ];
        RowOperation {
            table: &self.ledger,
            key_names: (&SCHEMA).into(),
            key: RowKey::text(first.change.entry(self.subscriber)),
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
pub(super) fn not_committed(error: RowsError, transaction: &Transaction) -> Cancelled {
    let known = match &error {
        RowsError::Cancelled { reasons, .. } => cancelled(reasons, transaction),
        RowsError::InProgress => Some(Cancelled::Conflict(Vec::new())),
        // Of the whole request, and for no other write than these: the ledger rows are valid.
        RowsError::Service { code, .. } if code == "ValidationException" => {
            Some(Cancelled::Error(CommitError::Invalid))
        }
        _ => None,
    };
    known.unwrap_or_else(|| {
        Cancelled::Error(CommitError::Service(Arc::new(TableError::of("TransactWriteItems", "", error))))
    })
}

/// Twice as long each time, and by chance: two packages that met do not meet again.
pub(super) fn backoff(attempt: u32, chance: u64) -> Duration {
    const SHORTEST: u64 = 10_000;
    Duration::from_micros((SHORTEST + chance % SHORTEST) << attempt)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::error::CONFLICT_ATTEMPTS;
    use super::*;

    #[test]
    fn a_transaction_that_is_in_progress_is_a_conflict() {
        let nothing = Transaction { items: Vec::new(), writes: Vec::new() };
        assert!(matches!(not_committed(RowsError::InProgress, &nothing), Cancelled::Conflict(_)));
    }

    #[test]
    fn two_records_that_met_wait_for_different_times_that_double() {
        for attempt in 0..CONFLICT_ATTEMPTS {
            let waits: BTreeSet<Duration> = (0..16).map(|chance| backoff(attempt, u64::MAX / 16 * chance)).collect();
            assert!(waits.len() > 1, "attempt {attempt}");
            let range = Duration::from_millis(10 << attempt)..Duration::from_millis(20 << attempt);
            assert!(waits.iter().all(|wait| range.contains(wait)), "attempt {attempt}: {waits:?}");
        }
    }
}
