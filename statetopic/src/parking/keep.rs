//! Parking records: the first of an item, and those behind what is parked.

use super::row::{self, KeptAs, Payload};
use super::store::Parking;
use crate::ledger::{Brought, Change, CommitError, Committed, ItemState, MAX_OPERATIONS, ParkedRange, Position};
use crate::rows::{CancellationCode, RowKey, RowOperation, RowsError};

/// The most bytes of payloads in one transaction: it has 4 MB, with the names of attributes and what is small; and a record of nine
/// chunks can be taken out with 90 writes and the ledger's row.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
const MAX_BYTES: usize = row::MAX_CHUNKS * row::CHUNK;

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

/// How records are parked.
enum How {
    /// As the first of their item.
    First,
    Behind(ParkedRange),
    /// Before or among those that are.
    Among(ParkedRange),
}

impl Parking<'_> {
    /// Parks records of one item: where one of them has failed they begin it, and all are put behind what is parked already. As many as
    /// fit one transaction; the others are left. Returns what became of each.
    pub(crate) async fn keep(&self, records: &[Payload<'_>]) -> Result<Vec<Kept>, NotKept> {
        let mut order: Vec<usize> = (0..records.len()).collect();
        order.sort_by_key(|place| Position::of(records[*place].change));
        let mut kept = vec![Kept::Left; records.len()];
        // A queue may bring a record twice.
        let mut twice = Vec::new();
        order.dedup_by(|later, first| {
            let same = Position::of(records[*later].change) == Position::of(records[*first].change);
            if same {
                twice.push((*later, *first));
            }
            same
        });
        self.keep_in_order(records, &order, &mut kept).await?;
        for (later, first) in twice {
            kept[later] = if kept[first] == Kept::Parked { Kept::Before } else { kept[first] };
        }
        Ok(kept)
    }

    async fn keep_in_order(
        &self,
        records: &[Payload<'_>],
        mut order: &[usize],
        kept: &mut [Kept],
    ) -> Result<(), NotKept> {
        let Some(&first) = order.first() else { return Ok(()) };
        let has_failed = records.iter().any(|record| record.reason.is_some());
        let entry = self.committer.entry(records[first].change);
        let mut attempt = 0;
        while attempt < TRIES {
            let Some((&lowest, behind)) = order.split_first() else { return Ok(()) };
            let (how, chosen) = match self.committer.item_state(records[lowest].change).await? {
                ItemState::Applied(committed) => {
                    // A queue may bring it together with later ones, of which nothing is known yet.
                    kept[lowest] = before(committed);
                    order = behind;
                    continue;
                }
                ItemState::Free if !has_failed => return Ok(()),
                ItemState::Free => (How::First, order.to_vec()),
                ItemState::Parked(range) => self.beside(records, order, range, kept).await?,
            };
            if chosen.is_empty() {
                return Ok(());
            }
            let (operations, fitting) = self.operations(records, &chosen, &entry, &how);
            if fitting == 0 {
                return Err(NotKept::TooLarge);
            }
            match self.committer.rows().transact(&operations, None).await {
                Ok(()) => {
                    for place in &chosen[..fitting] {
                        kept[*place] = Kept::Parked;
                    }
                    // What is to be put behind them comes next.
                    match how {
                        How::Among(_) => continue,
                        How::First | How::Behind(_) => return Ok(()),
                    }
                }
                Err(RowsError::Cancelled { reasons, request_id }) => {
                    let failed = |place: usize| {
                        reasons.get(place).is_some_and(|reason| reason.code == CancellationCode::ConditionFailed)
                    };
                    let passes = reasons.iter().any(|reason| reason.code.passes());
                    if !failed(0) && matches!(how, How::First) && failed(1) {
                        return Err(NotKept::Threshold);
                    }
                    if !failed(0) && !passes {
                        let error = RowsError::Cancelled { reasons, request_id };
                        return Err(self.failed("TransactWriteItems", error).into());
                    }
                }
                Err(RowsError::InProgress) => {}
                Err(error) => return Err(self.failed("TransactWriteItems", error).into()),
            }
            self.committer.wait(attempt).await;
            attempt += 1;
        }
        Err(CommitError::Conflict.into())
    }

    /// Where records belong that come while others of their item are parked: those that a queue brings late are put among them, and
    /// else those behind them.
    async fn beside(
        &self,
        records: &[Payload<'_>],
        order: &[usize],
        range: ParkedRange,
        kept: &mut [Kept],
    ) -> Result<(How, Vec<usize>), NotKept> {
        let (mut among, mut behind) = (Vec::new(), Vec::new());
        for &place in order {
            if kept[place] != Kept::Left {
                continue;
            }
            let change = records[place].change;
            let position = Position::of(change);
            if position > range.tail {
                behind.push(place);
                continue;
            }
            let same_stream = position.label() == range.tail.label();
            kept[place] = match (same_stream, change.brought) {
                (true, Brought::ByStream) => Kept::Before,
                _ if self.is_parked(change, &position).await? => Kept::Before,
                (false, _) => Kept::Superseded,
                (true, Brought::ByQueue) => {
                    among.push(place);
                    Kept::Left
                }
            };
        }
        Ok(if among.is_empty() { (How::Behind(range), behind) } else { (How::Among(range), among) })
    }

    /// Whether the payload of a record is there.
    async fn is_parked(&self, change: Change<'_>, position: &Position) -> Result<bool, NotKept> {
        let key = RowKey::texts(self.committer.entry(change), KeptAs::Parked.part(position, 0));
        Ok(self.get(&key).await?.is_some())
    }

    /// The operations that park as many records as fit, and how many those are: the ledger's row is the first, and of a new item the
    /// count is the second.
    fn operations(
        &self,
        records: &[Payload<'_>],
        chosen: &[usize],
        entry: &str,
        how: &How,
    ) -> (Vec<RowOperation<'_>>, usize) {
        let parked_at = self.committer.clock().now().as_millis();
        let counted = matches!(how, How::First).then(|| self.count_item());
        let (mut payloads, mut bytes, mut fitting) = (Vec::new(), 0, 0_u32);
        let mut ends = None;
        for record in chosen.iter().map(|place| &records[*place]) {
            let rows = row::rows(KeptAs::Parked, record, entry, self.committer.subscriber(), parked_at);
            let operations = 1 + usize::from(counted.is_some()) + payloads.len() + rows.len();
            if operations > MAX_OPERATIONS || bytes + record.json.len() > MAX_BYTES {
                break;
            }
            bytes += record.json.len();
            fitting += 1;
            let (first, _) = ends.unwrap_or((record.change, record.change));
            ends = Some((first, record.change));
            payloads.extend(rows.into_iter().map(|(key, row)| self.put(row, key, None)));
        }
        let Some((first, last)) = ends else { return (Vec::new(), 0) };
        let tail = Position::of(last);
        let ledger = match how {
            How::First => self.committer.park(first, tail, fitting),
            How::Behind(range) => self.committer.park_behind(entry, range, &tail, fitting),
            How::Among(range) => self.committer.park_among(entry, range, Position::of(first), fitting),
        };
        (std::iter::once(ledger).chain(counted).chain(payloads).collect(), fitting as usize)
    }
}

const fn before(committed: Committed) -> Kept {
    match committed {
        Committed::Superseded => Kept::Superseded,
        Committed::Before | Committed::Passed | Committed::Now => Kept::Before,
    }
}
