//! How far a shard is read.

use crate::engine::Position;
use crate::shards::{ShardId, ShardStart};
use crate::source::action::{ActionId, Read};
use crate::stream::ShardPage;

/// Maximum number of records that one request to a stream reads.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html>
pub(super) const MAX_READ: usize = 1000;

/// The reader of a shard: one request after the other.
#[derive(Debug)]
pub(super) struct Reader {
    shard: ShardId,
    /// Everything up to here was read.
    after: Option<Position>,
    /// The request under way, and its limit.
    under_way: Option<(ActionId, usize)>,
    /// The last request found the end of what is there.
    has_ended: bool,
    /// Where the readers of the shard's children start, once nothing more can come of it.
    children: Option<Vec<ShardStart>>,
    /// What the filters leave out makes room for what comes later: how much the next request asks for, at least.
    widened: usize,
}

impl Reader {
    pub(super) const fn new(start: ShardStart) -> Self {
        let ShardStart { id, after } = start;
        Self { shard: id, after, under_way: None, has_ended: false, children: None, widened: 0 }
    }

    /// The shard.
    pub(super) const fn shard(&self) -> ShardId {
        self.shard
    }

    /// Where the readers of the shard's children start, once it is read to its end and nothing more can come of it.
    pub(super) fn children(&self) -> Option<&[ShardStart]> {
        self.children.as_deref()
    }

    /// Whether nothing more is there, as far as is known.
    pub(super) const fn has_ended(&self) -> bool {
        self.has_ended
    }

    pub(super) fn is_under_way_as(&self, id: ActionId) -> bool {
        self.under_way.is_some_and(|(under_way, _)| under_way == id)
    }

    /// Whether there may be something that no request is under way for.
    pub(super) const fn can_read(&self) -> bool {
        self.under_way.is_none() && self.children.is_none()
    }

    /// The next request, for at least this many records.
    pub(super) fn read(&mut self, id: ActionId, wanted: usize) -> Read {
        let limit = wanted.max(self.widened);
        self.under_way = Some((id, limit));
        // Only at the end there is something to wait for: what was read before must not wait with it.
        Read { shard: self.shard, after: self.after, limit, waits: self.has_ended }
    }

    /// Goes on behind a page, if it is the answer to the request under way.
    pub(super) fn take(&mut self, id: ActionId, page: &ShardPage) -> bool {
        let Some((_, limit)) = self.under_way.take_if(|(under_way, _)| *under_way == id) else { return false };
        self.after = page.position;
        self.children.clone_from(&page.children);
        self.has_ended = page.records.len() < limit || page.children.is_some();
        self.widened = if self.has_ended { 0 } else { limit.saturating_mul(2).min(MAX_READ) };
        true
    }

    /// A batch is full: what is read next need not be more than the next one takes.
    pub(super) const fn narrow(&mut self) {
        self.widened = 0;
    }

    /// The request under way has no answer any more.
    pub(super) const fn forget(&mut self) {
        self.under_way = None;
    }
}
