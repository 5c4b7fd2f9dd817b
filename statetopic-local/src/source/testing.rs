//! What the tests of the sources share: random numbers, records of a stream, and the numbers in an event.

use std::time::Duration;

use proptest::prelude::RngExt as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Value, json};
use statetopic::ChangeKind;
use statetopic::view::StreamView;

use crate::engine::{Attributes, Position, RawChange};
use crate::shards::{RETENTION, ShardId, ShardStart, Topology};
use crate::source::action::Read;
use crate::stream::{EventRecord, ShardPage, item_hash};

/// A second in 2023 at which histories begin.
pub(super) const BEGINNING: Duration = Duration::from_secs(1_700_000_000);

/// The table and the ARN of the tests' stream.
pub(super) const NAMES: (&str, &str) = ("orders", "arn:stream");

/// The first shard of a stream, from its beginning.
pub(super) const FIRST: ShardStart = ShardStart { id: ShardId::new(1), after: None };

/// Random numbers that are the same for the same seed.
pub(super) struct Random(TestRng);

impl Random {
    pub(super) fn seeded(seed: u64) -> Self {
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end)
    }

    /// Whether something happens that does so in this many of a hundred cases.
    pub(super) fn percent(&mut self, likelihood: usize) -> bool {
        self.below(100) < likelihood
    }

    pub(super) fn choose<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// A record of a stream.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) position: u64,
    pub(super) item: String,
    pub(super) created: Duration,
    /// What says which shard has it.
    hash: u64,
}

impl Change {
    pub(super) fn number(&self) -> String {
        Position::new(self.position).sequence_number()
    }

    fn record(&self) -> (Position, EventRecord) {
        let position = Position::new(self.position);
        let keys = keys_of(&self.item);
        let change = RawChange {
            position,
            kind: ChangeKind::Inserted,
            keys,
            new_image: None,
            old_image: None,
            created_at: self.created.as_secs(),
            expired: false,
        };
        (position, EventRecord::new(change, StreamView::KeysOnly, NAMES.0, NAMES.1))
    }
}

fn keys_of(item: &str) -> Attributes {
    Attributes::from_iter([("id".to_owned(), json!({ "S": item }))])
}

/// A stream that a test writes, and its shards.
#[derive(Default)]
pub(super) struct Changes(pub(super) Vec<Change>, Topology);

impl Changes {
    pub(super) fn of(items: &str, created: Duration) -> Self {
        let mut changes = Self::default();
        for item in items.chars() {
            changes.push(&item.to_string(), created);
        }
        changes
    }

    pub(super) fn push(&mut self, item: &str, created: Duration) {
        let position = self.0.len() as u64 + 1;
        let hash = item_hash(&keys_of(item));
        self.0.push(Change { position, item: item.to_owned(), created, hash });
    }

    /// Where the stream ends.
    pub(super) fn end(&self) -> Option<Position> {
        self.0.last().map(|last| Position::new(last.position))
    }

    pub(super) fn shards(&self) -> &Topology {
        &self.1
    }

    /// Closes an open shard, after which there are one or two others for its items.
    pub(super) fn close(&mut self, shard: ShardId, splits: bool) {
        let end = self.end();
        if splits {
            self.1.split(shard, end).unwrap();
        } else {
            self.1.rotate(shard, end).unwrap();
        }
    }

    /// Whether a change is a record of a shard.
    pub(super) fn is_of(&self, shard: ShardId, change: &Change) -> bool {
        let shard = self.1.shard(shard).unwrap();
        let position = Some(Position::new(change.position));
        shard.hashes().contains(&change.hash)
            && shard.after() < position
            && (shard.is_open() || position <= shard.last())
    }

    /// The answer to a read; `None` where it waits for what is not there yet.
    pub(super) fn page(&self, read: Read, now: Duration) -> Option<ShardPage> {
        let later = self.0.iter().filter(|change| read.after < Some(Position::new(change.position)));
        let (mut records, mut trimmed) = (Vec::new(), Vec::new());
        for change in later.filter(|change| self.is_of(read.shard, change)) {
            if records.len() == read.limit {
                break;
            }
            if now.saturating_sub(change.created) > RETENTION {
                trimmed.push(Position::new(change.position));
            } else {
                records.push(change.record());
            }
        }
        let shard = self.1.shard(read.shard).unwrap();
        let last = records.last().filter(|_| records.len() == read.limit).map(|(position, _)| *position);
        let end = if shard.is_open() { self.end() } else { shard.last() };
        let position = last.or(end.max(read.after));
        let children = shard.ends_at(position).then(|| self.1.children(read.shard));
        let is_there = !read.waits || !records.is_empty() || !trimmed.is_empty() || children.is_some();
        is_there.then_some(ShardPage { records, trimmed, position, children })
    }
}

/// The sequence numbers of an event.
pub(super) fn numbers(event: &str) -> Vec<String> {
    let event: Value = serde_json::from_str(event).unwrap();
    let records = event["Records"].as_array().unwrap().iter();
    records.map(|record| record["dynamodb"]["SequenceNumber"].as_str().unwrap().to_owned()).collect()
}

/// An answer that reports records or messages.
pub(super) fn report(failed: &[String]) -> Vec<u8> {
    let failed: Vec<_> = failed.iter().map(|failed| json!({ "itemIdentifier": failed })).collect();
    json!({ "batchItemFailures": failed }).to_string().into_bytes()
}
