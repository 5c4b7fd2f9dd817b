//! What commits a subscriber's writes: its tables, and what DynamoDB says of a transaction.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_dynamo::Item;

use super::cancelled::{Cancelled, cancelled};
use super::error::CommitError;
use super::position::Position;
use super::projected::ProjectedModel;
use super::recent::Recent;
use super::row::{Format, SCHEMA, Says};
use super::transaction::{LedgerRow, Member, Transaction};
use super::{Change, Committed};
use crate::clock::Clock;
use crate::connections::{ConnectError, Connections};
use crate::operation::Write;
use crate::rows::{self, Get, RowKey, RowOperation, Rows, RowsError};
use crate::schema::TableSchema;
use crate::table::TableError;

/// The environment variable that says `true` where the ledger has rows of the first format, which are then kept beside those of
/// the second.
const FIRST_FORMAT_VARIABLE: &str = "STATETOPIC_LEDGER_FIRST_FORMAT";

/// Commits a subscriber's writes.
pub(crate) struct Committer {
    pub(super) rows: Rows,
    pub(super) clock: Clock,
    pub(super) subscriber: &'static str,
    pub(super) ledger: String,
    /// The formats that an item's rows are kept in.
    pub(super) formats: &'static [Format],
    /// Physical names by logical ones.
    tables: HashMap<&'static str, String>,
    /// What the function projects its source into, if it does.
    pub(super) projection: Option<ProjectedModel>,
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
            formats: if environment.flag(FIRST_FORMAT_VARIABLE)? {
                &[Format::Second, Format::First]
            } else {
                &[Format::Second]
            },
            rows: connections.rows().await?,
            clock: connections.clock().clone(),
            subscriber,
            projection: None,
        })
    }

    /// The same of a function that projects its source into a read model.
    pub(crate) fn with_projection(self, projection: Option<ProjectedModel>) -> Self {
        Self { projection, ..self }
    }

    /// Whether the writes of a record, or of a later one of its item, have been committed before.
    pub(crate) async fn applied(&self, change: Change<'_>) -> Result<Option<Committed>, CommitError> {
        for format in self.formats {
            let row = self.row(format.entry(change, self.subscriber)).await?;
            match row.map_or(Says::Nothing, |row| format.read(&row, change)) {
                Says::Nothing => {}
                Says::Applied(committed) => return Ok(Some(committed)),
                Says::Parked => return Err(CommitError::Parked),
                Says::Unknown => return Err(CommitError::UnknownRow),
            }
        }
        // A projection's row tells as much, where it alone was written.
        self.projected(change).await
    }

    /// Reads a row of the ledger, the latest.
    pub(super) async fn row(&self, entry: String) -> Result<Option<Item>, CommitError> {
        let (key, table) = (RowKey::text(entry), self.ledger.as_str());
        let row = self.rows.get(Get { table, key_names: (&SCHEMA).into(), key: &key, consistent: true }).await;
        row.map_err(|error| CommitError::Service(Arc::new(TableError::of("GetItem", table, error))))
    }

    /// The operations of a transaction: the ledger rows first, and then the writes.
    pub(super) fn operations(&self, transaction: &Transaction, members: &[Member<'_>]) -> Vec<RowOperation<'_>> {
        let rows = transaction.rows.iter().map(|row| self.ledger_row(members, row));
        rows.chain(transaction.writes.iter().map(|(write, _)| self.operation(write))).collect()
    }

    /// An item's row: conditional on its first record in the package, and with the last one afterwards. Conditional on the last,
    /// a package after a crash would count the first ones twice.
    fn ledger_row(&self, members: &[Member<'_>], row: &LedgerRow) -> RowOperation<'_> {
        let (first, last) = (members[row.members[0]].change, members[row.members[row.members.len() - 1]].change);
        let mut actions = row.format.actions(last, self.clock.epoch_seconds());
        let condition = match &row.seen {
            None => {
                // A stream brings the item's changes in order from here on.
                if row.format == Format::Second {
                    actions.extend([Recent::end()]);
                }
                row.format.condition(first)
            }
            Some(seen) => {
                let applied: Vec<_> = row.members.iter().map(|place| Position::of(members[*place].change)).collect();
                actions.extend([seen.with(&applied)]);
                Format::condition_as_seen(seen)
            }
        };
        RowOperation {
            table: &self.ledger,
            key_names: (&SCHEMA).into(),
            key: RowKey::text(row.format.entry(first, self.subscriber)),
            change: rows::Change::Update(actions),
            condition: Some(condition),
        }
    }

    /// The physical name of a table. Every model of `Writes<(A, B)>` was connected, and no other can be written.
    pub(super) fn physical(&self, table: &'static str) -> &str {
        self.tables.get(table).map_or(table, String::as_str)
    }

    pub(super) fn operation(&self, write: &Write) -> RowOperation<'_> {
        let table = self.physical(write.table);
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
        let nothing = Transaction { rows: Vec::new(), writes: Vec::new() };
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
