//! One table in memory: its rows in the order of their keys, and the log of its changes.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_dynamo::{AttributeValue, Item};

use super::error::MemoryError;
use super::schema::{KeyFault, KeyParts, Keys};
use super::value::{Attributes, kept_row, number};
use super::{condition, size, update};
use crate::number::Number;
use crate::rows::operation::{Change, RowOperation};

/// A change of a row, as the table's log has it; also one that changed nothing.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct MemoryChange {
    /// The attributes of the row's key.
    pub key: Item,
    /// The row before; `None` where there was none.
    pub old: Option<Item>,
    /// The row after; `None` where there is none any more.
    pub new: Option<Item>,
    /// When it happened, since 1970.
    pub at: Duration,
    /// Whether the row was removed since its time had come.
    pub expired: bool,
}

impl std::fmt::Debug for MemoryChange {
    /// Without the rows: they may hold personal data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryChange").field("at", &self.at).field("expired", &self.expired).finish_non_exhaustive()
    }
}

/// A table.
pub(super) struct Table {
    pub(super) keys: Keys,
    pub(super) rows: BTreeMap<KeyParts, Attributes>,
    pub(super) log: Vec<MemoryChange>,
}

/// What an operation does to its row; nothing yet.
pub(super) struct Effect {
    pub(super) key: KeyParts,
    /// `None` where nothing is written.
    pub(super) write: Option<RowWrite>,
}

/// A row's next state.
pub(super) enum RowWrite {
    Put(Attributes),
    Delete,
}

/// Why an operation has no effect.
pub(super) enum Refusal {
    /// Its condition does not hold of this row.
    Condition(Option<Item>),
    /// It cannot be carried out with the row that is there, or in this table.
    Row(MemoryError),
    /// It cannot be, whatever the rows are.
    Request(MemoryError),
}

impl From<KeyFault> for Refusal {
    fn from(fault: KeyFault) -> Self {
        match fault {
            KeyFault::Mismatch(error) | KeyFault::TooLong(error) => Self::Row(error),
            // It refuses the whole transaction.
            KeyFault::Empty(error) => Self::Request(error),
        }
    }
}

impl Table {
    pub(super) const fn new(keys: Keys) -> Self {
        Self { keys, rows: BTreeMap::new(), log: Vec::new() }
    }

    /// The key of an operation's row.
    pub(super) fn key_of(&self, operation: &RowOperation<'_>) -> Result<KeyParts, KeyFault> {
        match &operation.change {
            Change::Put(item) => self.keys.of(item.inner()),
            Change::Update(_) | Change::Delete => self.keys.of(&key_attributes(operation)),
        }
    }

    /// What an operation would do.
    pub(super) fn effect(&self, operation: &RowOperation<'_>) -> Result<Effect, Refusal> {
        if let Some(condition) = &operation.condition {
            condition::check(condition).map_err(Refusal::Request)?;
        }
        let put = match &operation.change {
            Change::Put(item) => {
                let row = kept_row(item.inner().clone()).map_err(Refusal::Request)?;
                check_size(&row).map_err(Refusal::Request)?;
                Some(row)
            }
            Change::Update(_) | Change::Delete => None,
        };
        let key = self.key_of(operation)?;
        match (&operation.change, &put) {
            (Change::Put(_), Some(row)) => self.keys.check_indexes(row)?,
            (Change::Update(actions), _) => self.keys.check_set(actions)?,
            _ => {}
        }
        let old = self.rows.get(&key);
        if let Some(condition) = &operation.condition
            && !condition::holds(condition, old.unwrap_or(&Attributes::new()))
        {
            return Err(Refusal::Condition(old.cloned().map(Item::from)));
        }
        let write = match (&operation.change, put) {
            (Change::Put(_), Some(row)) => Some(RowWrite::Put(row)),
            (Change::Update(actions), _) => {
                let new_key = kept_row(key_attributes(operation)).map_err(Refusal::Request)?;
                let before = old.unwrap_or(&new_key);
                let row = update::apply(before, actions).map_err(Refusal::Row)?;
                check_size(&row).map_err(Refusal::Row)?;
                self.keys.check_indexes(&row)?;
                // Where there is no row there is nothing to remove, and none is made.
                // Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html>
                let is_written = old.is_some() || row.len() > new_key.len();
                is_written.then_some(RowWrite::Put(row))
            }
            _ => old.map(|_| RowWrite::Delete),
        };
        Ok(Effect { key, write })
    }

    /// Writes what an operation does, and logs it.
    pub(super) fn write(&mut self, effect: Effect, at: Duration) {
        let Effect { key, write } = effect;
        let (old, new) = match write {
            None => return,
            Some(RowWrite::Put(row)) => (self.rows.insert(key, row.clone()), Some(row)),
            Some(RowWrite::Delete) => (self.rows.remove(&key), None),
        };
        self.log(old, new, at, false);
    }

    fn log(&mut self, old: Option<Attributes>, new: Option<Attributes>, at: Duration, expired: bool) {
        let Some(row) = new.as_ref().or(old.as_ref()) else { return };
        let key = self.keys.names().filter_map(|name| Some((name.to_owned(), row.get(name)?.clone())));
        let key = Item::from(key.collect::<Attributes>());
        let [old, new] = [old, new].map(|row| row.map(Item::from));
        self.log.push(MemoryChange { key, old, new, at, expired });
    }

    /// Removes the rows whose time has come, and returns their number. One whose time came more than five years ago stays.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html>
    pub(super) fn sweep(&mut self, at: Duration) -> usize {
        const OLDEST: u64 = 5 * 365 * 24 * 60 * 60;
        let Some(ttl) = self.keys.ttl.clone() else { return 0 };
        let (now, oldest) = (Number::from(at.as_secs()), Number::from(at.as_secs().saturating_sub(OLDEST)));
        let is_over = |row: &Attributes| match row.get(&ttl) {
            Some(AttributeValue::N(digits)) => number(digits).is_ok_and(|time| (oldest..now).contains(&time)),
            _ => false,
        };
        let expired: Vec<KeyParts> =
            self.rows.iter().filter(|(_, row)| is_over(row)).map(|(key, _)| key.clone()).collect();
        for key in &expired {
            let old = self.rows.remove(key);
            self.log(old, None, at, true);
        }
        expired.len()
    }
}

fn key_attributes(operation: &RowOperation<'_>) -> Attributes {
    operation.key.attributes(operation.key_names).map(|(name, value)| (name.to_owned(), value)).collect()
}

pub(super) fn check_size(row: &Attributes) -> Result<(), MemoryError> {
    match size::of_row(row) <= size::MAX_ROW {
        true => Ok(()),
        false => Err(MemoryError::validation(format!("a row has at most {} bytes", size::MAX_ROW))),
    }
}
