//! The writes of projections: most are one write each, without the ledger.
//!
//! A put over a row that has a position is conditional on that position alone. Where there is no such row, and for every row that
//! goes, the ledger says whether a later change came before: these are committed as other writes are, in transactions with the
//! rows of the ledger. There too the row must not be that of a later change.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::commit::{Committer, backoff};
use super::error::{CONFLICT_ATTEMPTS, CommitError};
use super::package::{Entry, Outcome};
use super::projected::{ProjectedModel, of_row};
use super::{Change, Committed};
use crate::operation::{Found, Write};
use crate::position::SourcePosition;
use crate::rows::{Get, RowKey, RowOperation, RowsError};
use crate::table::TableError;

/// The most writes of a package that are on their way at once.
const AT_ONCE: usize = 32;

/// A record on its way, with its place in the package.
type Placed<'a> = (usize, Entry<'a>);

/// What has come of the records of an item that were tried alone.
struct Tried<'a> {
    lane: u32,
    outcomes: Vec<(usize, Outcome)>,
    /// Those for the ledger: the first of them, and what is behind it.
    rest: Vec<Placed<'a>>,
}

impl Tried<'_> {
    fn has_failed(&self) -> bool {
        self.outcomes.iter().any(|(_, outcome)| matches!(outcome, Outcome::Failed(_)))
    }
}

impl Committer {
    /// Commits the writes of records, those of projections alone where that is enough. The records of an item are committed in
    /// their order, and after a failure nothing of its lane is begun.
    ///
    /// Returns an outcome for each, in the same order.
    pub(crate) async fn commit_each(&self, entries: Vec<Entry<'_>>) -> Vec<Outcome> {
        if !entries.iter().any(Entry::is_projected) {
            return self.commit(entries).await;
        }
        let mut outcomes: Vec<Option<Outcome>> = entries.iter().map(|_| None).collect();
        let (mut waiting, mut ended) = (by_item(entries), HashSet::new());
        let (mut in_flight, mut rest) = (FuturesUnordered::new(), Vec::new());
        loop {
            while in_flight.len() < AT_ONCE
                && let Some(of_item) = waiting.pop_front()
            {
                in_flight.push(self.try_alone(of_item));
            }
            let Some(tried) = in_flight.next().await else { break };
            if tried.has_failed() {
                ended.insert(tried.lane);
                // What is behind it in its lane is not begun.
                waiting.retain(|of_item| of_item.iter().all(|(_, entry)| entry.lane != tried.lane));
            }
            for (place, outcome) in tried.outcomes {
                outcomes[place] = Some(outcome);
            }
            rest.extend(tried.rest);
        }
        rest.retain(|(_, entry)| !ended.contains(&entry.lane));
        rest.sort_unstable_by_key(|(place, _)| *place);
        let (places, rest): (Vec<usize>, Vec<Entry<'_>>) = rest.into_iter().unzip();
        if !rest.is_empty() {
            for (place, outcome) in places.into_iter().zip(self.commit(rest).await) {
                outcomes[place] = Some(outcome);
            }
        }
        outcomes.into_iter().map(|outcome| outcome.unwrap_or(Outcome::Left)).collect()
    }

    /// Tries the records of an item, one after another, up to the first that the ledger must know of.
    async fn try_alone<'a>(&self, of_item: Vec<Placed<'a>>) -> Tried<'a> {
        let lane = of_item.first().map_or(0, |(_, entry)| entry.lane);
        let mut tried = Tried { lane, outcomes: Vec::new(), rest: Vec::new() };
        let mut of_item = of_item.into_iter();
        while let Some((place, entry)) = of_item.next() {
            let outcome = match entry.put_alone() {
                Err(error) => Some(self.blamed(entry.change, error).await),
                Ok(None) => None,
                Ok(Some(write)) => match self.put_alone(write).await {
                    Ok(committed) => committed.map(Outcome::Committed),
                    Err(error) => Some(self.blamed(entry.change, error).await),
                },
            };
            let Some(outcome) = outcome else {
                tried.rest.push((place, entry));
                tried.rest.extend(of_item);
                break;
            };
            tried.outcomes.push((place, outcome));
            if tried.has_failed() {
                break;
            }
        }
        tried
    }

    /// Puts a row over the one that is there. `None` where there is none, or none with a position: what came before only the
    /// ledger knows then.
    async fn put_alone(&self, write: &Write) -> Result<Option<Committed>, CommitError> {
        let mut attempt = 0;
        loop {
            let condition = write.condition_alone();
            let operation = RowOperation { condition, ..self.operation(write) };
            let (table, error) = match self.rows.write(operation).await {
                Ok(()) => return Ok(Some(Committed::Now)),
                // Where no answer came to the first request, the row may be the one that it wrote: nobody knows, and a record that
                // is told as done twice would be worse.
                Err(RowsError::Condition(old) | RowsError::Repeated { old, .. }) => return of_row(write, old.as_ref()),
                Err(RowsError::Service { code, .. }) if code == "ValidationException" => {
                    return Err(CommitError::Invalid);
                }
                Err(error) => (self.physical(write.table), error),
            };
            let (is_conflict, passes) = match &error {
                RowsError::Service { code, .. } => (is_conflict(code), is_conflict(code) || is_throttle(code)),
                _ => (false, false),
            };
            if !passes || attempt + 1 == CONFLICT_ATTEMPTS {
                return Err(match is_conflict {
                    true => CommitError::Conflict,
                    false => CommitError::Service(Arc::new(TableError::of("PutItem", table, error))),
                });
            }
            tokio::time::sleep(backoff(attempt, self.rows.chance())).await;
            attempt += 1;
        }
    }

    /// Whether the row that a function projects its source into follows from a change, or a later one of its item.
    pub(super) async fn projected(&self, change: Change<'_>) -> Result<Option<Committed>, CommitError> {
        let Some(ProjectedModel { schema, sequence }) = &self.projection else { return Ok(None) };
        let Some(key) = RowKey::from_canonical(change.item) else { return Ok(None) };
        let table = self.physical(schema.table);
        let row = self.rows.get(Get { table, key_names: schema.into(), key: &key, consistent: true }).await;
        let row = row.map_err(|error| CommitError::Service(Arc::new(TableError::of("GetItem", table, error))))?;
        let position = SourcePosition::new(change.source, change.sequence_number);
        Ok(match Found::read(row.as_ref(), sequence, &position) {
            Found::Same => Some(Committed::Before),
            Found::Later => Some(Committed::Superseded),
            Found::NoPosition | Found::Earlier | Found::Unknown => None,
        })
    }
}

/// Another transaction was on the row.
fn is_conflict(code: &str) -> bool {
    code == "TransactionConflictException"
}

fn is_throttle(code: &str) -> bool {
    matches!(code, "ThrottlingException" | "ProvisionedThroughputExceededException" | "RequestLimitExceeded")
}

/// The records of each item, in their order.
fn by_item(entries: Vec<Entry<'_>>) -> VecDeque<Vec<Placed<'_>>> {
    let mut items: VecDeque<Vec<Placed<'_>>> = VecDeque::new();
    let mut places: HashMap<(String, Vec<u8>), usize> = HashMap::new();
    for (place, entry) in entries.into_iter().enumerate() {
        let item = (entry.change.source.to_owned(), entry.change.item.to_owned());
        let of_item = *places.entry(item).or_insert(items.len());
        match items.get_mut(of_item) {
            Some(others) => others.push((place, entry)),
            None => items.push_back(vec![(place, entry)]),
        }
    }
    items
}

impl Entry<'_> {
    /// Whether it is the write of a projection.
    fn is_projected(&self) -> bool {
        self.writes.iter().any(Write::is_projected)
    }

    /// The put that may be tried alone, if it is one.
    fn put_alone(&self) -> Result<Option<&Write>, CommitError> {
        let [write] = &*self.writes else { return Ok(None) };
        // Positions of two items do not compare: a row belongs to one.
        if write.is_of_other_item(self.change.item) {
            return Err(CommitError::OtherRow { model: write.model });
        }
        Ok(write.is_alone().then_some(write))
    }
}

#[cfg(all(test, feature = "memory"))]
mod tests;
