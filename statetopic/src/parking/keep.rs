//! Parking records: the first of an item, and those behind what is parked.

use super::row::{self, Payload, Reason};
use super::store::Parking;
use crate::ledger::{CommitError, Committed, ItemState, MAX_OPERATIONS, ParkedRange, Position};
use crate::rows::{CancellationCode, RowOperation, RowsError};

/// The most bytes of payloads in one transaction: it has 4 MB, with the names of attributes and what is small.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
const MAX_BYTES: usize = 3_700 * 1024;

/// How often it is tried where others are on the rows.
const TRIES: u32 = 6;

/// What became of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is parked now.
    Parked,
    /// It was done, or parked, before.
    Before,
    /// A later record of its item was done before it.
    Superseded,
    /// Nothing: it is to be delivered again.
    Left,
}

/// Why nothing was parked.
#[derive(Clone, Debug)]
pub(crate) enum NotKept {
    /// As many items as may be were parked in this hour.
    Threshold,
    /// The record's payload fits no transaction.
    TooLarge,
    Failed(CommitError),
}

impl From<CommitError> for NotKept {
    fn from(error: CommitError) -> Self {
        Self::Failed(error)
    }
}

impl Parking<'_> {
    /// Parks records of one item, in their order: with a reason the first one begins it, and all are put behind what is parked
    /// already. As many as fit one transaction; the others are left. Returns what became of each.
    pub(crate) async fn keep(&self, records: &[Payload<'_>], reason: Option<&Reason>) -> Result<Vec<Kept>, NotKept> {
        let Some(first) = records.first() else { return Ok(Vec::new()) };
        let entry = self.committer.entry(first.change);
        for attempt in 0..TRIES {
            let mut kept = vec![Kept::Left; records.len()];
            let (range, behind) = match self.committer.item_state(first.change).await? {
                ItemState::Applied(Committed::Superseded) => {
                    kept[0] = Kept::Superseded;
                    return Ok(kept);
                }
                ItemState::Applied(Committed::Before | Committed::Now) => {
                    kept[0] = Kept::Before;
                    return Ok(kept);
                }
                ItemState::Free if reason.is_none() => return Ok(kept),
                ItemState::Free => (None, 0),
                ItemState::Parked(range) => {
                    let is_parked = |record: &&Payload<'_>| Position::of(record.change) <= range.tail;
                    let behind = records.iter().take_while(is_parked).count();
                    for (record, kept) in records[..behind].iter().zip(&mut kept) {
                        let same_stream = Position::of(record.change).label() == range.tail.label();
                        *kept = if same_stream { Kept::Before } else { Kept::Superseded };
                    }
                    (Some(range), behind)
                }
            };
            let (operations, fitting) = self.operations(&records[behind..], &entry, range.as_ref(), reason);
            if fitting == 0 {
                return if behind < records.len() { Err(NotKept::TooLarge) } else { Ok(kept) };
            }
            match self.committer.rows().transact(&operations, None).await {
                Ok(()) => {
                    kept[behind..behind + fitting].fill(Kept::Parked);
                    return Ok(kept);
                }
                Err(RowsError::Cancelled { reasons, request_id }) => {
                    let is_new = range.is_none();
                    let code = |place: usize| reasons.get(place).map(|reason| &reason.code);
                    if is_new && code(1) == Some(&CancellationCode::ConditionFailed) {
                        return Err(NotKept::Threshold);
                    }
                    let passes = reasons.iter().any(|reason| reason.code.passes());
                    if code(0) != Some(&CancellationCode::ConditionFailed) && !passes {
                        let error = RowsError::Cancelled { reasons, request_id };
                        return Err(self.failed("TransactWriteItems", error).into());
                    }
                }
                Err(RowsError::InProgress) => {}
                Err(error) => return Err(self.failed("TransactWriteItems", error).into()),
            }
            self.committer.wait(attempt).await;
        }
        Err(CommitError::Conflict.into())
    }

    /// The operations that park as many records as fit, and how many those are: the ledger's row is the first, and of a new item the
    /// count is the second.
    fn operations(
        &self,
        records: &[Payload<'_>],
        entry: &str,
        range: Option<&ParkedRange>,
        reason: Option<&Reason>,
    ) -> (Vec<RowOperation<'_>>, usize) {
        let parked_at = self.committer.clock().now().as_millis();
        let counted = range.is_none().then(|| self.count_item());
        let (mut payloads, mut bytes, mut fitting) = (Vec::new(), 0, 0_usize);
        for record in records {
            // What is behind the first has not failed.
            let reason = reason.filter(|_| range.is_none() && fitting == 0);
            let rows = row::rows(record, entry, self.committer.subscriber(), reason, parked_at);
            let operations = 1 + usize::from(counted.is_some()) + payloads.len() + rows.len();
            if operations > MAX_OPERATIONS || bytes + record.json.len() > MAX_BYTES {
                break;
            }
            bytes += record.json.len();
            fitting += 1;
            payloads.extend(rows.into_iter().map(|(key, row)| self.put(row, key, None)));
        }
        let Some(last) = fitting.checked_sub(1).and_then(|last| records.get(last)) else { return (Vec::new(), 0) };
        let first = records[0].change;
        let tail = Position::of(last.change);
        let ledger = match range {
            None => self.committer.park(first, &tail),
            Some(range) => self.committer.park_behind(entry, range, &tail),
        };
        (std::iter::once(ledger).chain(counted).chain(payloads).collect(), fitting)
    }
}
