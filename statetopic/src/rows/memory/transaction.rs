//! Several operations, all or none.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use super::error::MemoryError;
use super::size;
use super::table::{Effect, Refusal, RowWrite, Table};
use crate::rows::condition::Condition;
use crate::rows::error::{CancellationCode, CancellationReason, RowsError};
use crate::rows::key::RowKey;
use crate::rows::operation::{Change, RowOperation};

/// The most operations of a transaction, and the most bytes of its rows.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
const MAX_OPERATIONS: usize = 100;
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// How long a token is known, from the same page.
const TOKEN_KEPT: Duration = Duration::from_mins(10);

/// The transactions that were carried out, by their tokens.
#[derive(Default)]
pub(super) struct Tokens(HashMap<String, Known>);

/// What a token was used for.
struct Known {
    operations: Vec<(String, RowKey, Change, Option<Condition>)>,
    until: Duration,
}

impl Tokens {
    /// Whether a transaction was carried out before under this token.
    fn knows(&mut self, token: &str, operations: &[RowOperation<'_>], now: Duration) -> Result<bool, MemoryError> {
        self.0.retain(|_, known| known.until > now);
        let Some(known) = self.0.get(token) else { return Ok(false) };
        let same = |(known, operation): (&(String, RowKey, Change, Option<Condition>), &RowOperation<'_>)| {
            let (table, key, change, condition) = known;
            *table == operation.table
                && *key == operation.key
                && *change == operation.change
                && *condition == operation.condition
        };
        match known.operations.len() == operations.len() && known.operations.iter().zip(operations).all(same) {
            true => Ok(true),
            false => Err(MemoryError::token()),
        }
    }

    fn keep(&mut self, token: &str, operations: &[RowOperation<'_>], now: Duration) {
        let operations = operations.iter().map(|operation| {
            let RowOperation { table, key, change, condition, .. } = operation;
            ((*table).to_owned(), key.clone(), change.clone(), condition.clone())
        });
        let known = Known { operations: operations.collect(), until: now.saturating_add(TOKEN_KEPT) };
        self.0.insert(token.to_owned(), known);
    }
}

/// Carries out all operations or none.
pub(super) fn transact(
    tables: &mut BTreeMap<String, Table>,
    tokens: &mut Tokens,
    operations: &[RowOperation<'_>],
    token: Option<&str>,
    now: Duration,
) -> Result<(), RowsError> {
    if operations.is_empty() || operations.len() > MAX_OPERATIONS {
        let message = format!("a transaction has 1 to {MAX_OPERATIONS} operations");
        return Err(MemoryError::validation(message).into());
    }
    if let Some(token) = token
        && tokens.knows(token, operations, now)?
    {
        return Ok(());
    }
    check_rows(tables, operations)?;
    let effects = effects(tables, operations)?;
    let bytes = effects.iter().map(|effect| match &effect.write {
        Some(RowWrite::Put(row)) => size::of_row(row),
        Some(RowWrite::Delete) | None => 0,
    });
    if bytes.sum::<usize>() > MAX_BYTES {
        let message = format!("the rows of a transaction have at most {MAX_BYTES} bytes");
        return Err(MemoryError::validation(message).into());
    }
    for (operation, effect) in operations.iter().zip(effects) {
        if let Some(table) = tables.get_mut(operation.table) {
            table.write(effect, now);
        }
    }
    if let Some(token) = token {
        tokens.keep(token, operations, now);
    }
    Ok(())
}

/// One operation for each row.
fn check_rows(tables: &BTreeMap<String, Table>, operations: &[RowOperation<'_>]) -> Result<(), MemoryError> {
    let mut rows = BTreeSet::new();
    for operation in operations {
        let table = tables.get(operation.table).ok_or_else(|| MemoryError::no_table(operation.table))?;
        // What is wrong with a key is told where its operation is looked at.
        if let Ok(key) = table.key_of(operation)
            && !rows.insert((operation.table, key))
        {
            return Err(MemoryError::validation("a transaction has one operation for each row"));
        }
    }
    Ok(())
}

/// What each operation would do, or why some do nothing.
fn effects(tables: &BTreeMap<String, Table>, operations: &[RowOperation<'_>]) -> Result<Vec<Effect>, RowsError> {
    let (mut effects, mut reasons, mut cancelled) = (Vec::new(), Vec::new(), false);
    for operation in operations {
        let table = tables.get(operation.table).ok_or_else(|| MemoryError::no_table(operation.table))?;
        let (code, old) = match table.effect(operation) {
            Ok(effect) => {
                effects.push(effect);
                (CancellationCode::None, None)
            }
            Err(Refusal::Condition(old)) => (CancellationCode::ConditionFailed, old),
            Err(Refusal::Row(_)) => (CancellationCode::Refused("ValidationError".to_owned()), None),
            Err(Refusal::Request(error)) => return Err(error.into()),
        };
        cancelled |= code != CancellationCode::None;
        reasons.push(CancellationReason { code, old });
    }
    match cancelled {
        true => Err(RowsError::Cancelled { reasons, request_id: None }),
        false => Ok(effects),
    }
}
