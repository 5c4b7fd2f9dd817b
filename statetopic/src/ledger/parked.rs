//! What parking asks of an item's row, and what it makes of it.

use super::cancelled::Cancelled;
use super::commit::{Committer, backoff, not_committed};
use super::error::{CONFLICT_ATTEMPTS, CommitError, MAX_OPERATIONS, MAX_WRITES};
use super::parked_range::ParkedRange;
use super::position::{APPLIED, Position};
use super::recent::Recent;
use super::row::{Format, SCHEMA, Says};
use super::transaction::{LedgerRow, Transaction};
use super::{Brought, Change, Committed};
use crate::clock::Clock;
use crate::operation::Write;
use crate::rows::{self, RowKey, RowOperation, Rows};
use crate::time::EpochSeconds;

/// What the ledger has of an item, from where a change stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ItemState {
    /// Nothing is parked, and neither this nor a later change is applied.
    Free,
    Applied(Committed),
    Parked(ParkedRange),
}

impl Committer {
    pub(crate) const fn rows(&self) -> &Rows {
        &self.rows
    }

    pub(crate) const fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn now(&self) -> EpochSeconds {
        self.clock.epoch_seconds()
    }

    /// What the rows of the subscriber are kept under.
    pub(crate) const fn subscriber(&self) -> &'static str {
        self.subscriber
    }

    /// What an item's row is kept under.
    pub(crate) fn entry(&self, change: Change<'_>) -> String {
        Format::Second.entry(change, self.subscriber)
    }

    /// Waits before another try.
    pub(crate) async fn wait(&self, attempt: u32) {
        tokio::time::sleep(backoff(attempt, self.rows.chance())).await;
    }

    /// Reads the row of a change's item, the latest.
    pub(crate) async fn item_state(&self, change: Change<'_>) -> Result<ItemState, CommitError> {
        let row = self.row(self.entry(change)).await?;
        let says = row.as_ref().map_or(Says::Nothing, |row| Format::Second.read(row, change));
        match says {
            // A row of before may have it.
            Says::Nothing if self.formats.contains(&Format::First) => match self.applied(change).await? {
                Some(committed) => Ok(ItemState::Applied(committed)),
                None => Ok(ItemState::Free),
            },
            Says::Nothing => Ok(ItemState::Free),
            Says::Applied(committed) => Ok(ItemState::Applied(committed)),
            Says::Parked => {
                row.as_ref().and_then(ParkedRange::read).map(ItemState::Parked).ok_or(CommitError::UnknownRow)
            }
            Says::Unknown => Err(CommitError::UnknownRow),
        }
    }

    /// Begins to park so many records, from the first up to the last.
    pub(crate) fn park(&self, first: Change<'_>, tail: Position, count: u32) -> RowOperation<'_> {
        let range = ParkedRange { head: Position::of(first), tail, count, recent: None };
        let mut actions = range.actions();
        if first.brought == Brought::ByQueue {
            actions.extend([Recent::begin()]);
        }
        self.update(self.entry(first), actions, ParkedRange::begins(first))
    }

    /// Parks so many more behind what is parked.
    pub(crate) fn park_behind(&self, entry: &str, range: &ParkedRange, tail: &Position, more: u32) -> RowOperation<'_> {
        self.update(entry.to_owned(), ParkedRange::extended_to(tail, more), range.has_tail())
    }

    /// Parks so many more before or among what is parked, of which the first is then this one.
    pub(crate) fn park_among(&self, entry: &str, range: &ParkedRange, first: Position, more: u32) -> RowOperation<'_> {
        let (head, count) = (range.head.clone().min(first), range.count.saturating_add(more));
        let now = ParkedRange { head, tail: range.tail.clone(), count, recent: None };
        self.update(entry.to_owned(), now.actions(), range.is_still())
    }

    /// The parked records of an item, by what its row is kept under; `None` where there are none. And what was applied last.
    pub(crate) async fn parked(&self, entry: &str) -> Result<Option<(ParkedRange, Option<Position>)>, CommitError> {
        let row = self.row(entry.to_owned()).await?;
        Ok(row.and_then(|row| Some((ParkedRange::read(&row)?, Position::read(&row, APPLIED)))))
    }

    /// Takes the first parked record of an item out with the writes that it led to and the operations that remove its payload. Whether
    /// what is parked was still this.
    pub(crate) async fn take_parked(
        &self,
        entry: &str,
        range: &ParkedRange,
        next: Option<&Position>,
        writes: Vec<Write>,
        deletes: Vec<RowOperation<'_>>,
    ) -> Result<bool, CommitError> {
        let too_many = |operations: usize| CommitError::TooMany { operations };
        let parts = writes.into_iter().enumerate().map(|(place, write)| (write, vec![(0, place)])).collect();
        let mut transaction = Transaction {
            rows: vec![LedgerRow { format: Format::Second, members: vec![0], seen: None }],
            writes: parts,
        };
        if transaction.writes.len() > MAX_WRITES || transaction.len() + deletes.len() > MAX_OPERATIONS {
            return Err(too_many(transaction.writes.len()));
        }
        let mut attempt = 0;
        loop {
            let ledger = self.update(entry.to_owned(), range.without_head(next, self.now()), range.is_still());
            let writes = transaction.writes.iter().map(|(write, _)| self.operation(write));
            let operations: Vec<_> = std::iter::once(ledger).chain(writes).chain(deletes.iter().cloned()).collect();
            let Err(error) = self.rows.transact(&operations, None).await else { return Ok(true) };
            match not_committed(error, &transaction) {
                Cancelled::Ledger(_) => return Ok(false),
                Cancelled::Conflict(_) if attempt + 1 < CONFLICT_ATTEMPTS => {
                    self.wait(attempt).await;
                    attempt += 1;
                }
                Cancelled::Conflict(_) => return Err(CommitError::Conflict),
                // Each round leaves out at least one write, so there is an end to it.
                Cancelled::Stale(stale) => {
                    for (place, _) in stale.into_iter().rev() {
                        if place < transaction.writes.len() {
                            transaction.writes.remove(place);
                        }
                    }
                }
                Cancelled::Error(error) => return Err(error),
            }
        }
    }

    fn update(&self, entry: String, actions: rows::Actions, condition: rows::Condition) -> RowOperation<'_> {
        RowOperation {
            table: &self.ledger,
            key_names: (&SCHEMA).into(),
            key: RowKey::text(entry),
            change: rows::Change::Update(actions),
            condition: Some(condition),
        }
    }
}
