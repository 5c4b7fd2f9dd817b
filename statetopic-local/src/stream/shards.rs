//! A stream as its readers see it: shard by shard.

use std::time::Duration;

use statetopic::subscriber::StartingPosition;

use super::{EventRecord, Stream, changes_nothing, item_hash};
use crate::engine::{EngineError, Position, RawChange};
use crate::shards::{RETENTION, ShardId, ShardStart, StreamShard};

/// What one read of a shard gives.
#[derive(Clone, Debug)]
pub(crate) struct ShardPage {
    /// The records with their positions, oldest first.
    pub(crate) records: Vec<(Position, EventRecord)>,
    /// Those that cannot be read any more: the stream has kept them for a day.
    pub(crate) trimmed: Vec<Position>,
    /// Where the next read starts.
    pub(crate) position: Option<Position>,
    /// Where the readers of its children start, if the shard is closed and read to its end.
    pub(crate) children: Option<Vec<ShardStart>>,
}

impl Stream {
    /// The stream's shards, in the order in which they were made. There is one until it is split.
    ///
    /// # Errors
    /// Where the table is gone.
    pub fn shards(&self) -> Result<Vec<StreamShard>, EngineError> {
        self.engine.shards(&self.table)
    }

    /// Splits an open shard: as [`Engine::split_shard`](crate::Engine::split_shard).
    ///
    /// # Errors
    /// Where the shard does not exist or is closed.
    pub fn split_shard(&self, shard: ShardId) -> Result<[ShardId; 2], EngineError> {
        self.engine.split_shard(&self.table, shard)
    }

    /// Closes an open shard: as [`Engine::rotate_shard`](crate::Engine::rotate_shard).
    ///
    /// # Errors
    /// Where the shard does not exist or is closed.
    pub fn rotate_shard(&self, shard: ShardId) -> Result<ShardId, EngineError> {
        self.engine.rotate_shard(&self.table, shard)
    }

    /// Where readers start: each gets a shard, and the children of that when it is done.
    pub(crate) fn starts(&self, position: StartingPosition) -> Result<Vec<ShardStart>, EngineError> {
        let now = self.clock().now();
        self.engine.with_shards(&self.table, |shards| {
            Ok(match position {
                StartingPosition::TrimHorizon => shards.starts(self.trim_horizon(now)?),
                StartingPosition::Latest => shards.ends(self.end()?),
            })
        })
    }

    /// The last change that cannot be read any more, if all before it cannot either.
    fn trim_horizon(&self, now: Duration) -> Result<Option<Position>, EngineError> {
        let mut horizon = None;
        loop {
            let changes = self.engine.changes(&self.table, horizon, CHANGES_IN_A_LOOK)?;
            let trimmed = changes.iter().take_while(|change| is_trimmed(change, now));
            match trimmed.last() {
                Some(last) => horizon = Some(last.position),
                None => return Ok(horizon),
            }
        }
    }

    /// Whether a shard has nothing behind a position, and never will have.
    pub(crate) fn has_ended(&self, shard: ShardId, after: Option<Position>) -> Result<bool, EngineError> {
        self.engine.with_shards(&self.table, |shards| Ok(shards.shard(shard)?.ends_at(after)))
    }

    /// What a shard has at this time after a position: at most `limit` records, and nothing behind `end`. Fewer mean that there are
    /// no more.
    pub(crate) fn read_shard(
        &self,
        start: ShardStart,
        end: Option<Position>,
        limit: usize,
        now: Duration,
    ) -> Result<ShardPage, EngineError> {
        // A shard must not be closed while it is read: what comes after that is its children's.
        self.engine.with_shards(&self.table, |shards| {
            let shard = shards.shard(start.id)?;
            let end = if shard.is_open() { end } else { end.min(shard.last()) };
            let mut page =
                ShardPage { records: Vec::new(), trimmed: Vec::new(), position: start.after, children: None };
            while page.records.len() < limit && page.position < end {
                let wanted = limit - page.records.len();
                let changes = self.engine.changes(&self.table, page.position, wanted)?;
                let is_last = |change: &RawChange| Some(change.position) >= end;
                let has_ended = changes.len() < wanted || changes.last().is_some_and(is_last);
                for change in changes.into_iter().take_while(|change| Some(change.position) <= end) {
                    page.position = Some(change.position);
                    if !has(shard, &change) {
                        continue;
                    }
                    if is_trimmed(&change, now) {
                        page.trimmed.push(change.position);
                    } else {
                        page.records.push((change.position, self.record(change)));
                    }
                }
                if has_ended {
                    page.position = page.position.max(end);
                }
            }
            if shard.ends_at(page.position) {
                page.children = Some(shards.children(start.id));
            }
            Ok(page)
        })
    }

    fn record(&self, change: RawChange) -> EventRecord {
        EventRecord::new(change, self.view, &self.table, &self.arn)
    }
}

/// Number of changes that are looked at together for the trim horizon.
const CHANGES_IN_A_LOOK: usize = 1000;

/// Whether a stream does not keep a change any more.
fn is_trimmed(change: &RawChange, now: Duration) -> bool {
    now.saturating_sub(Duration::from_secs(change.created_at)) > RETENTION
}

/// Whether a change between the ends of a shard is a record of it.
fn has(shard: &StreamShard, change: &RawChange) -> bool {
    shard.hashes().contains(&item_hash(&change.keys)) && !changes_nothing(change)
}
