//! Many records in one transaction, and what becomes of each.
//!
//! A package that cannot be committed as it is is taken apart: what the ledger has already is dropped, what is stale is left out,
//! and otherwise the halves are tried, so that only a single record is ever blamed, and what keeps one record from its table keeps
//! no other lane's from theirs. The records of a lane are committed in their order, and stop at its first failure.

use std::collections::{BTreeSet, HashSet};

use futures_util::future::try_join_all;

use super::cancelled::Cancelled;
use super::commit::{Committer, backoff, not_committed};
use super::error::{CONFLICT_ATTEMPTS, CommitError, MAX_OPERATIONS, MAX_WRITES};
use super::projected::left_out;
use super::row::Says;
use super::transaction::{LedgerRow, Member, SeenRow, Transaction};
use super::{Brought, Change, Committed};
use crate::operation::Write;

/// The writes of one record.
pub(crate) struct Entry<'a> {
    pub(crate) change: Change<'a>,
    /// Its lane: what is behind a failure in it is not committed.
    pub(crate) lane: u32,
    pub(crate) writes: Vec<Write>,
}

/// What became of one record of a package.
#[derive(Debug)]
pub(crate) enum Outcome {
    Committed(Committed),
    Failed(CommitError),
    /// One before it in its lane has failed.
    Left,
}

/// What is known of each record.
type Outcomes = Vec<Option<Outcome>>;

/// How many records must fail by the service's fault, one after another, before others that write their tables are not tried.
const OUTAGE: u32 = 2;

/// Why a group of records was not committed.
struct Refusal {
    error: CommitError,
    /// The records whose rows it is about, where it names some.
    named: Vec<usize>,
}

impl Committer {
    /// Commits the writes of records, in their order. A record whose writes have been committed before is done, and so is one that
    /// comes after a later change of its item: applied now, it would undo what that one did. A record that has no writes, or
    /// only stale ones, is noted all the same: delivered again, it may find a world in which they hold.
    ///
    /// Returns an outcome for each, in the same order.
    pub(crate) async fn commit(&self, entries: Vec<Entry<'_>>) -> Vec<Outcome> {
        let lanes: Vec<u32> = entries.iter().map(|entry| entry.lane).collect();
        let members = entries.into_iter().map(|Entry { change, writes, .. }| Member { change, writes, left_out: None });
        let mut members: Vec<Member<'_>> = members.collect();
        let mut outcomes: Outcomes = members.iter().map(|_| None).collect();
        let mut ended: HashSet<u32> = HashSet::new();
        let mut groups = vec![(0..members.len()).collect::<Vec<usize>>()];
        // How many have failed by the service's fault since one was committed, and the tables that they write.
        let (mut failed, mut suspects) = (0, HashSet::new());
        while let Some(mut group) = groups.pop() {
            group.retain(|place| !ended.contains(&lanes[*place]));
            let Err(refusal) = self.commit_group(&mut members, &mut outcomes, &group).await else {
                if !group.is_empty() {
                    failed = 0;
                    suspects.clear();
                }
                continue;
            };
            group.retain(|place| outcomes[*place].is_none());
            if let Some((first, second)) = refusal.parts(&group, &lanes) {
                groups.extend([second, first]);
                continue;
            }
            let Some(&place) = group.first() else { continue };
            let outcome = self.blamed(members[place].change, refusal.error).await;
            let of_service = match &outcome {
                Outcome::Failed(error) if error.is_of_service() => Some(error.clone()),
                _ => None,
            };
            if matches!(outcome, Outcome::Failed(_)) {
                ended.insert(lanes[place]);
            }
            outcomes[place] = Some(outcome);
            let Some(error) = of_service else { continue };
            failed += 1;
            suspects.extend(members[place].writes.iter().map(|write| write.table));
            if failed < OUTAGE {
                continue;
            }
            // Each attempt takes its time: what writes these tables is not tried, and what writes others is, together.
            let mut others = Vec::new();
            for place in groups.drain(..).rev().flatten() {
                let is_suspect = members[place].writes.iter().any(|write| suspects.contains(write.table));
                if !is_suspect {
                    others.push(place);
                } else if ended.insert(lanes[place]) {
                    outcomes[place] = Some(Outcome::Failed(error.clone()));
                }
            }
            groups.push(others);
        }
        outcomes.into_iter().map(|outcome| outcome.unwrap_or(Outcome::Left)).collect()
    }

    /// What becomes of a record that is to blame: where nothing has asked the ledger, that is looked up first. Delivered again,
    /// a record may find a world in which its function's writes are no longer taken, and must not stop its lane for that.
    pub(super) async fn blamed(&self, change: Change<'_>, error: CommitError) -> Outcome {
        if error.is_of_ledger() {
            return Outcome::Failed(error);
        }
        match self.applied(change).await {
            Ok(applied) => applied.map_or(Outcome::Failed(error), Outcome::Committed),
            // It is not known then whether the record is to blame.
            Err(not_known) => Outcome::Failed(not_known),
        }
    }

    /// Reads the ledger rows of a transaction. What a queue has brought is not known by the last change alone.
    async fn look_at(&self, transaction: &Transaction, members: &[Member<'_>]) -> Result<Vec<SeenRow>, CommitError> {
        let look = transaction.rows.iter().enumerate().map(|(place, row)| async move {
            let change = members[row.members[0]].change;
            self.row(row.format.entry(change, self.subscriber)).await.map(|seen| (place, seen))
        });
        try_join_all(look).await
    }

    /// One transaction, for those that are left of these records.
    async fn commit_group(
        &self,
        members: &mut [Member<'_>],
        outcomes: &mut Outcomes,
        group: &[usize],
    ) -> Result<(), Refusal> {
        let mut attempt = 0;
        loop {
            let left: Vec<usize> = group.iter().copied().filter(|place| outcomes[*place].is_none()).collect();
            if left.is_empty() {
                return Ok(());
            }
            let too_many = || Refusal::from(CommitError::TooMany { operations: members[left[0]].writes.len() });
            if left.iter().any(|place| members[*place].writes.len() > MAX_WRITES) {
                return Err(too_many());
            }
            let mut transaction = Transaction::of(members, &left, self.formats).ok_or_else(too_many)?;
            if transaction.len() > MAX_OPERATIONS {
                return Err(too_many());
            }
            if members[left[0]].change.brought == Brought::ByQueue {
                let seen = self.look_at(&transaction, members).await?;
                if drop_applied(members, outcomes, &transaction, &seen)? {
                    continue;
                }
                transaction.note(&seen);
            }
            let operations = self.operations(&transaction, members);
            let Err(error) = self.rows.transact(&operations, None).await else {
                for place in left {
                    outcomes[place] = Some(Outcome::Committed(members[place].left_out.unwrap_or(Committed::Now)));
                }
                return Ok(());
            };
            match not_committed(error, &transaction) {
                Cancelled::Ledger(rows) if drop_applied(members, outcomes, &transaction, &rows)? => {}
                Cancelled::Conflict(operations) if attempt + 1 == CONFLICT_ATTEMPTS => {
                    let named = operations.into_iter().flat_map(|operation| transaction.members_of(operation));
                    return Err(Refusal { error: CommitError::Conflict, named: named.collect() });
                }
                Cancelled::Ledger(rows) if attempt + 1 == CONFLICT_ATTEMPTS => {
                    let named = rows.into_iter().flat_map(|(operation, _)| transaction.members_of(operation));
                    return Err(Refusal { error: CommitError::Conflict, named: named.collect() });
                }
                // The condition fails for no other reason, so the row was another by then; a new try shows what it is now.
                Cancelled::Ledger(_) | Cancelled::Conflict(_) => {
                    tokio::time::sleep(backoff(attempt, self.rows.chance())).await;
                    attempt += 1;
                }
                // Each round leaves out at least one write, so there is an end to it.
                Cancelled::Stale(stale) => leave_out(members, &transaction, &stale)?,
                Cancelled::Error(error) => return Err(error.into()),
            }
        }
    }
}

impl From<CommitError> for Refusal {
    fn from(error: CommitError) -> Self {
        Self { error, named: Vec::new() }
    }
}

impl Refusal {
    /// Takes a group of records apart. Where some are named, they and what is behind them in their lanes are the second part,
    /// else it is the second half. What may have been committed is taken apart by lanes alone. `None` where it cannot be.
    fn parts(&self, group: &[usize], lanes: &[u32]) -> Option<(Vec<usize>, Vec<usize>)> {
        let is_two = |(first, second): &(Vec<usize>, Vec<usize>)| !first.is_empty() && !second.is_empty();
        let mut behind = HashSet::new();
        let by_name = group.iter().partition(|place| {
            if self.named.contains(place) {
                behind.insert(lanes[**place]);
            }
            !behind.contains(&lanes[**place])
        });
        let in_half = || match self.error.is_outcome_unknown() {
            true => {
                let all: BTreeSet<u32> = group.iter().map(|place| lanes[*place]).collect();
                let first: HashSet<&u32> = all.iter().take(all.len() / 2).collect();
                group.iter().partition(|place| first.contains(&lanes[**place]))
            }
            false => {
                let (first, second) = group.split_at(group.len() / 2);
                (first.to_vec(), second.to_vec())
            }
        };
        Some(by_name).filter(is_two).or_else(|| Some(in_half()).filter(is_two))
    }
}

/// Drops the records that ledger rows say are done; whether there were any. A row that is not known, or of an item with parked
/// records, is a refusal of its item's records.
fn drop_applied(
    members: &[Member<'_>],
    outcomes: &mut Outcomes,
    transaction: &Transaction,
    rows: &[SeenRow],
) -> Result<bool, Refusal> {
    let mut dropped = false;
    let (mut unknown, mut parked) = (Vec::new(), Vec::new());
    for (place, row) in rows {
        let Some(row) = row else { continue };
        let LedgerRow { format, members: of_item, .. } = &transaction.rows[*place];
        for &member in of_item {
            match format.read(row, members[member].change) {
                Says::Nothing => {}
                Says::Applied(before) => {
                    // Of an item's two rows one may know more.
                    if !matches!(outcomes[member], Some(Outcome::Committed(Committed::Before))) {
                        outcomes[member] = Some(Outcome::Committed(before));
                    }
                    dropped = true;
                }
                Says::Parked => parked.push(member),
                Says::Unknown => unknown.push(member),
            }
        }
    }
    match (unknown.is_empty(), parked.is_empty()) {
        (true, true) => Ok(dropped),
        (false, _) => Err(Refusal { error: CommitError::UnknownRow, named: unknown }),
        (true, false) => Err(Refusal { error: CommitError::Parked, named: parked }),
    }
}

/// Leaves out the writes whose conditions do not hold and that say `or_skip`. They are of one record each.
fn leave_out(
    members: &mut [Member<'_>],
    transaction: &Transaction,
    stale: &[(usize, Option<serde_dynamo::Item>)],
) -> Result<(), Refusal> {
    for (place, row) in stale {
        let (write, parts) = &transaction.writes[*place];
        let named = || parts.iter().map(|(member, _)| *member).collect();
        let before = left_out(write, row.as_ref()).map_err(|error| Refusal { error, named: named() })?;
        for (member, _) in parts {
            members[*member].left_out = before;
        }
    }
    let parts = stale.iter().flat_map(|(place, _)| transaction.writes[*place].1.clone());
    let mut parts: Vec<(usize, usize)> = parts.collect();
    parts.sort_unstable();
    for (member, write) in parts.into_iter().rev() {
        members[member].writes.remove(write);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rows::RowsError;
    use crate::table::TableError;

    fn parts(error: CommitError, named: &[usize], lanes: &[u32]) -> Option<(Vec<usize>, Vec<usize>)> {
        let group: Vec<usize> = (0..lanes.len()).collect();
        Refusal { error, named: named.to_vec() }.parts(&group, lanes)
    }

    #[test]
    fn records_whose_rows_are_taken_are_parted_from_the_others_with_what_is_behind_them_in_their_lanes() {
        let of = |named: &[usize]| parts(CommitError::Conflict, named, &[0, 1, 0, 2, 1, 0]);
        assert_eq!(of(&[2]), Some((vec![0, 1, 3, 4], vec![2, 5])));
        assert_eq!(of(&[0, 4]), Some((vec![1, 3], vec![0, 2, 4, 5])));
        for named in [&[][..], &[0, 1, 3]] {
            assert_eq!(of(named), Some((vec![0, 1, 2], vec![3, 4, 5])), "{named:?}: none is apart from the others");
        }
        assert_eq!(parts(CommitError::Conflict, &[0], &[0]), None);
    }

    #[test]
    fn what_may_have_been_committed_is_parted_by_lanes_alone() {
        let unknown = || CommitError::Service(Arc::new(TableError::of("TransactWriteItems", "", RowsError::TimedOut)));
        assert_eq!(parts(unknown(), &[], &[0, 1, 0, 2, 1, 0]), Some((vec![0, 2, 5], vec![1, 3, 4])));
        assert_eq!(parts(unknown(), &[], &[7, 7, 7]), None, "they are delivered again, and found in the ledger");
    }
}
