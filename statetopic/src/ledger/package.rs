//! Many records in one transaction, and what becomes of each.
//!
//! A package that cannot be committed as it is is taken apart: what the ledger has already is dropped, what is stale is left out,
//! and where a record's own writes are to blame the halves are tried, so that only a single record is ever blamed. The records of
//! a lane are committed in their order, and stop at its first failure.

use std::collections::HashSet;

use super::cancelled::{Cancelled, applied_before};
use super::commit::{Committer, backoff, not_committed};
use super::error::{CONFLICT_ATTEMPTS, CommitError, MAX_OPERATIONS};
use super::transaction::{Member, Transaction};
use super::{Change, Committed};
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
    /// It was not tried, or with others that failed: it is not known to be to blame.
    Left,
}

/// What is known of each record.
type Outcomes = Vec<Option<Outcome>>;

/// Why a group of records was not committed.
enum Refusal {
    /// One of them is to blame, and it is not known which, unless it is alone.
    OfOne(CommitError),
    /// The service is.
    OfAll(CommitError),
}

impl Committer {
    /// Commits the writes of records, in their order. A record whose writes have been committed before is done, and so is one that
    /// comes after a later change of its item: applied now, it would undo what that one did. A record that has no writes, or
    /// only stale ones, is noted all the same: delivered again, it may find a world in which they hold.
    ///
    /// Returns an outcome for each, in the same order.
    pub(crate) async fn commit(&self, entries: Vec<Entry<'_>>) -> Vec<Outcome> {
        let lanes: Vec<u32> = entries.iter().map(|entry| entry.lane).collect();
        let members = entries.into_iter().map(|Entry { change, writes, .. }| Member {
            applied: change.sequence_number.padded(),
            change,
            writes,
        });
        let mut members: Vec<Member<'_>> = members.collect();
        let mut outcomes: Outcomes = members.iter().map(|_| None).collect();
        let mut ended: HashSet<u32> = HashSet::new();
        let mut groups = vec![(0..members.len()).collect::<Vec<usize>>()];
        while let Some(mut group) = groups.pop() {
            group.retain(|place| !ended.contains(&lanes[*place]));
            let Err(refusal) = self.commit_group(&mut members, &mut outcomes, &group).await else { continue };
            group.retain(|place| outcomes[*place].is_none());
            match (refusal, &*group) {
                (_, []) => {}
                (Refusal::OfOne(error), [place]) => {
                    let outcome = self.blamed(members[*place].change, error).await;
                    if matches!(outcome, Outcome::Failed(_)) {
                        ended.insert(lanes[*place]);
                    }
                    outcomes[*place] = Some(outcome);
                }
                (Refusal::OfOne(_), _) => {
                    let second = group.split_off(group.len() / 2);
                    groups.extend([second, group]);
                }
                (Refusal::OfAll(error), [first, ..]) => {
                    ended.extend(group.iter().map(|place| lanes[*place]));
                    outcomes[*first] = Some(Outcome::Failed(error));
                }
            }
        }
        outcomes.into_iter().map(|outcome| outcome.unwrap_or(Outcome::Left)).collect()
    }

    /// What becomes of a record that is to blame: where nothing has asked the ledger, that is looked up first. Delivered again,
    /// a record may find a world in which its function's writes are no longer taken, and must not stop its lane for that.
    async fn blamed(&self, change: Change<'_>, error: CommitError) -> Outcome {
        let is_asked = !matches!(error, CommitError::Invalid | CommitError::TooMany { .. });
        let applied = if is_asked { None } else { self.applied(change).await.ok().flatten() };
        applied.map_or(Outcome::Failed(error), Outcome::Committed)
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
            let too_many = || Refusal::OfOne(CommitError::TooMany { operations: members[left[0]].writes.len() });
            let transaction = Transaction::of(members, &left).ok_or_else(too_many)?;
            if transaction.len() > MAX_OPERATIONS {
                return Err(too_many());
            }
            let operations = self.operations(&transaction, members);
            let Err(error) = self.rows.transact(&operations, None).await else {
                for place in left {
                    outcomes[place] = Some(Outcome::Committed(Committed::Now));
                }
                return Ok(());
            };
            match not_committed(error, &transaction) {
                Cancelled::Ledger(rows) if drop_applied(members, outcomes, &transaction, &rows) => {}
                // The condition fails for no other reason, so the row was another by then; a new try shows what it is now.
                Cancelled::Ledger(_) | Cancelled::Conflict if attempt + 1 == CONFLICT_ATTEMPTS => {
                    return Err(Refusal::OfAll(CommitError::Conflict));
                }
                Cancelled::Ledger(_) | Cancelled::Conflict => {
                    tokio::time::sleep(backoff(attempt, self.rows.chance())).await;
                    attempt += 1;
                }
                // Each round leaves out at least one write, so there is an end to it.
                Cancelled::Stale(stale) => leave_out(members, &transaction, &stale),
                Cancelled::Error(error) if error.is_the_records_own() => return Err(Refusal::OfOne(error)),
                Cancelled::Error(error) => return Err(Refusal::OfAll(error)),
            }
        }
    }
}

/// Drops the records that ledger rows say are done; whether there were any.
fn drop_applied(
    members: &[Member<'_>],
    outcomes: &mut Outcomes,
    transaction: &Transaction,
    rows: &[(usize, Option<serde_dynamo::Item>)],
) -> bool {
    let mut dropped = false;
    for (place, row) in rows {
        let Some(row) = row else { continue };
        for &member in &transaction.items[*place] {
            if let Some(before) = applied_before(row, &members[member].applied) {
                outcomes[member] = Some(Outcome::Committed(before));
                dropped = true;
            }
        }
    }
    dropped
}

/// Leaves out the writes whose conditions do not hold and that say `or_skip`. They are of one record each.
fn leave_out(members: &mut [Member<'_>], transaction: &Transaction, stale: &[usize]) {
    let mut parts: Vec<(usize, usize)> = stale.iter().flat_map(|place| transaction.writes[*place].1.clone()).collect();
    parts.sort_unstable();
    for (member, write) in parts.into_iter().rev() {
        members[member].writes.remove(write);
    }
}
