//! The shards of a table's stream: which are open, which came of which, and which items each has.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::engine::{EngineError, Position};

/// How long a stream keeps a record.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>
pub(crate) const RETENTION: Duration = Duration::from_hours(24);

/// Names a shard of a stream. Later shards have greater ids.
///
/// It is written as AWS writes it: `shardId-`, 20 digits, `-` and 8 hexadecimal digits.
///
/// ```
/// use statetopic_local::ShardId;
///
/// assert_eq!(ShardId::new(1).to_string(), "shardId-00000000000000000001-00000001");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShardId(u32);

impl ShardId {
    /// The shard with this number. The first of a stream is 1.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }
}

impl fmt::Display for ShardId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "shardId-{:020}-{:08x}", self.0, self.0)
    }
}

/// A shard of a stream: the changes of some items during some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamShard {
    id: ShardId,
    parent: Option<ShardId>,
    hashes: RangeInclusive<u64>,
    after: Option<Position>,
    last: Option<Position>,
    is_open: bool,
}

impl StreamShard {
    /// Its id.
    #[must_use]
    pub const fn id(&self) -> ShardId {
        self.id
    }

    /// The shard that it came of; `None` of the first.
    #[must_use]
    pub const fn parent(&self) -> Option<ShardId> {
        self.parent
    }

    /// The hashes of the items whose changes it has. A split gives each child half of them.
    #[must_use]
    pub const fn hashes(&self) -> &RangeInclusive<u64> {
        &self.hashes
    }

    /// Its changes are behind this position; `None` is the beginning of the stream.
    #[must_use]
    pub const fn after(&self) -> Option<Position> {
        self.after
    }

    /// Whether changes are still added to it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Once it is closed: its changes are at or before this position; `None` while it is open, and where the stream had no change
    /// when it was closed.
    #[must_use]
    pub const fn last(&self) -> Option<Position> {
        self.last
    }

    /// Whether nothing of it is behind a position.
    pub(crate) fn ends_at(&self, position: Option<Position>) -> bool {
        !self.is_open && self.last <= position
    }
}

/// Where the reader of a shard starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShardStart {
    pub(crate) id: ShardId,
    /// Behind this position; `None` is the beginning of the stream.
    pub(crate) after: Option<Position>,
}

/// The shards of a stream, in the order in which they were made.
#[derive(Debug)]
pub(crate) struct Topology(Vec<StreamShard>);

impl Default for Topology {
    /// One shard that has every item.
    fn default() -> Self {
        let hashes = 0..=u64::MAX;
        Self(vec![StreamShard { id: ShardId(1), parent: None, hashes, after: None, last: None, is_open: true }])
    }
}

impl Topology {
    pub(crate) fn shards(&self) -> &[StreamShard] {
        &self.0
    }

    /// A shard of the stream.
    ///
    /// # Errors
    /// Where the stream has none with this id.
    pub(crate) fn shard(&self, id: ShardId) -> Result<&StreamShard, EngineError> {
        let shard = self.0.iter().find(|shard| shard.id == id);
        shard.ok_or_else(|| EngineError::new(format!("the stream has no shard `{id}`; `Stream::shards` lists them")))
    }

    /// Where the readers of the shards start that came of a shard.
    pub(crate) fn children(&self, parent: ShardId) -> Vec<ShardStart> {
        let children = self.0.iter().filter(|shard| shard.parent == Some(parent));
        children.map(|shard| ShardStart { id: shard.id, after: shard.after }).collect()
    }

    /// Where the readers start that want all behind this position: at the oldest shards that have something there.
    pub(crate) fn starts(&self, horizon: Option<Position>) -> Vec<ShardStart> {
        let is_gone = |shard: &StreamShard| horizon.is_some() && shard.ends_at(horizon);
        let parent_is_gone =
            |shard: &StreamShard| shard.parent.and_then(|parent| self.shard(parent).ok()).is_none_or(is_gone);
        let oldest = self.0.iter().filter(|shard| !is_gone(shard) && parent_is_gone(shard));
        oldest.map(|shard| ShardStart { id: shard.id, after: shard.after.max(horizon) }).collect()
    }

    /// Where the readers start that want only what comes behind this position, the end of the stream.
    pub(crate) fn ends(&self, end: Option<Position>) -> Vec<ShardStart> {
        self.0.iter().filter(|shard| shard.is_open).map(|shard| ShardStart { id: shard.id, after: end }).collect()
    }

    /// Closes a shard behind the last position. Two others have half of its items each from there on.
    ///
    /// # Errors
    /// Where the shard does not exist, where it is closed, or where it cannot be split any further.
    pub(crate) fn split(&mut self, id: ShardId, last: Option<Position>) -> Result<[ShardId; 2], EngineError> {
        let (first, end) = self.shard(id)?.hashes.clone().into_inner();
        if first == end {
            return Err(EngineError::new(format!("shard `{id}` has a single hash; it cannot be split any further")));
        }
        self.close(id, last)?;
        let middle = first + (end - first) / 2;
        Ok([self.open(id, first..=middle, last), self.open(id, middle + 1..=end, last)])
    }

    /// Closes a shard behind the last position. Another has its items from there on.
    ///
    /// # Errors
    /// Where the shard does not exist or is closed.
    pub(crate) fn rotate(&mut self, id: ShardId, last: Option<Position>) -> Result<ShardId, EngineError> {
        self.close(id, last)?;
        let hashes = self.shard(id)?.hashes.clone();
        Ok(self.open(id, hashes, last))
    }

    fn close(&mut self, id: ShardId, last: Option<Position>) -> Result<(), EngineError> {
        self.shard(id)?;
        let open = self.0.iter_mut().find(|shard| shard.id == id && shard.is_open);
        let shard = open.ok_or_else(|| {
            EngineError::new(format!("shard `{id}` is closed; split or rotate one that is open, such as its children"))
        })?;
        (shard.is_open, shard.last) = (false, last);
        Ok(())
    }

    fn open(&mut self, parent: ShardId, hashes: RangeInclusive<u64>, after: Option<Position>) -> ShardId {
        let id = ShardId(self.0.last().map_or(0, |shard| shard.id.0) + 1);
        self.0.push(StreamShard { id, parent: Some(parent), hashes, after, last: None, is_open: true });
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: ShardId = ShardId(1);

    fn ids(starts: &[ShardStart]) -> Vec<(u32, Option<u64>)> {
        starts.iter().map(|start| (start.id.0, start.after.map(Position::number))).collect()
    }

    #[test]
    fn an_id_has_the_form_of_aws() {
        for id in [FIRST, ShardId(u32::MAX)] {
            let text = id.to_string();
            let (number, suffix) = text.strip_prefix("shardId-").unwrap().split_once('-').unwrap();
            assert!(text.len() >= 28 && number.len() == 20 && suffix.len() == 8, "{text}");
        }
    }

    #[test]
    fn at_each_time_each_hash_is_in_one_open_shard() {
        let mut shards = Topology::default();
        let [left, right] = shards.split(FIRST, Some(Position::new(3))).unwrap();
        let left = shards.rotate(left, Some(Position::new(3))).unwrap();
        shards.split(right, Some(Position::new(7))).unwrap();
        for position in [1, 3, 4, 7, 8].map(Position::new) {
            for hash in [0, u64::MAX / 2, u64::MAX / 2 + 1, u64::MAX / 4 * 3 + 2, u64::MAX] {
                let has = |shard: &&StreamShard| {
                    shard.hashes.contains(&hash)
                        && shard.after < Some(position)
                        && (shard.is_open || Some(position) <= shard.last)
                };
                assert_eq!(shards.shards().iter().filter(has).count(), 1, "{position:?} {hash}");
            }
        }
        assert_eq!(shards.shard(left).unwrap().after(), Some(Position::new(3)));
    }

    #[test]
    fn readers_start_at_the_oldest_shards_that_have_something_or_at_the_open_ones() {
        let mut shards = Topology::default();
        let [left, _] = shards.split(FIRST, Some(Position::new(3))).unwrap();
        shards.rotate(left, Some(Position::new(5))).unwrap();
        assert_eq!(ids(&shards.starts(None)), [(1, None)]);
        assert_eq!(ids(&shards.starts(Some(Position::new(2)))), [(1, Some(2))]);
        assert_eq!(ids(&shards.starts(Some(Position::new(3)))), [(2, Some(3)), (3, Some(3))]);
        assert_eq!(ids(&shards.starts(Some(Position::new(9)))), [(3, Some(9)), (4, Some(9))]);
        assert_eq!(ids(&shards.ends(Some(Position::new(9)))), [(3, Some(9)), (4, Some(9))]);
        assert_eq!(ids(&shards.children(FIRST)), [(2, Some(3)), (3, Some(3))]);
    }

    #[test]
    fn only_an_open_shard_is_split_or_rotated_and_a_single_hash_is_not_split() {
        let mut shards = Topology::default();
        let child = shards.rotate(FIRST, None).unwrap();
        assert!(shards.shard(FIRST).unwrap().ends_at(None), "closed although nothing was in it");
        for error in [shards.rotate(FIRST, None).unwrap_err(), shards.split(FIRST, None).unwrap_err()] {
            assert!(error.to_string().contains("is closed"), "{error}");
        }
        assert!(shards.split(ShardId(9), None).unwrap_err().to_string().contains("no shard"));
        let mut id = child;
        for _ in 0..64 {
            [id, _] = shards.split(id, None).unwrap();
        }
        assert!(shards.split(id, None).unwrap_err().to_string().contains("single hash"));
        assert!(shards.shard(id).unwrap().is_open(), "what cannot be split stays open");
    }
}
