//! Writes that are carried out after their callers have gone.

use std::collections::BTreeMap;
use std::time::Duration;

use super::error::MemoryError;
use super::table::{Refusal, Table};
use super::transaction::{Tokens, transact};
use crate::rows::condition::Condition;
use crate::rows::error::RowsError;
use crate::rows::key::{KeyNames, RowKey};
use crate::rows::operation::{Change, RowOperation};

/// A write that nothing else is needed for.
#[derive(Clone)]
pub(super) enum Request {
    Write(Box<OwnedOperation>),
    Transact(Vec<OwnedOperation>, Option<String>),
}

/// An operation that owns the name of its table.
#[derive(Clone)]
pub(super) struct OwnedOperation {
    table: String,
    key_names: KeyNames,
    key: RowKey,
    change: Change,
    condition: Option<Condition>,
}

/// What is carried out later, and when.
#[derive(Default)]
pub(super) struct Late {
    /// In the order in which they came.
    requests: Vec<(Duration, Request)>,
}

impl OwnedOperation {
    fn new(operation: &RowOperation<'_>) -> Self {
        let RowOperation { table, key_names, key, change, condition } = operation.clone();
        Self { table: table.to_owned(), key_names, key, change, condition }
    }

    fn operation(&self) -> RowOperation<'_> {
        let Self { table, key_names, key, change, condition } = self;
        RowOperation {
            table,
            key_names: *key_names,
            key: key.clone(),
            change: change.clone(),
            condition: condition.clone(),
        }
    }
}

impl Request {
    pub(super) fn write(operation: &RowOperation<'_>) -> Self {
        Self::Write(Box::new(OwnedOperation::new(operation)))
    }

    pub(super) fn transaction(operations: &[RowOperation<'_>], token: Option<&str>) -> Self {
        Self::Transact(operations.iter().map(OwnedOperation::new).collect(), token.map(str::to_owned))
    }

    pub(super) fn carry_out(
        &self,
        tables: &mut BTreeMap<String, Table>,
        tokens: &mut Tokens,
        now: Duration,
    ) -> Result<(), RowsError> {
        match self {
            Self::Write(operation) => write(tables, &operation.operation(), now),
            Self::Transact(operations, token) => {
                let operations: Vec<_> = operations.iter().map(OwnedOperation::operation).collect();
                transact(tables, tokens, &operations, token.as_deref(), now)
            }
        }
    }
}

/// Carries out one operation.
pub(super) fn write(
    tables: &mut BTreeMap<String, Table>,
    operation: &RowOperation<'_>,
    now: Duration,
) -> Result<(), RowsError> {
    let table = tables.get_mut(operation.table).ok_or_else(|| MemoryError::no_table(operation.table))?;
    let effect = table.effect(operation).map_err(|refusal| match refusal {
        Refusal::Condition(old) => RowsError::Condition(old),
        Refusal::Row(error) | Refusal::Request(error) => error.into(),
    })?;
    table.write(effect, now);
    Ok(())
}

impl Late {
    pub(super) const fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    pub(super) fn push(&mut self, at: Duration, request: Request) {
        self.requests.push((at, request));
    }

    /// Takes out what is due by now, in the order of the times, and of those that are due at once in the order in which they came.
    pub(super) fn take_due(&mut self, now: Duration) -> Vec<(Duration, Request)> {
        let (mut due, left) =
            std::mem::take(&mut self.requests).into_iter().partition::<Vec<_>, _>(|(at, _)| *at <= now);
        self.requests = left;
        due.sort_by_key(|(at, _)| *at);
        due
    }
}
