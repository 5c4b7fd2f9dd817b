//! What the tests of the sources share: random numbers, records of a stream, and the numbers in an event.

use std::time::Duration;

use proptest::prelude::RngExt as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Value, json};
use statetopic::ChangeKind;
use statetopic::view::StreamView;

use crate::engine::{Attributes, Position, RawChange};
use crate::source::action::Read;
use crate::stream::{EventRecord, Page};

/// A second in 2023 at which histories begin.
pub(super) const BEGINNING: Duration = Duration::from_secs(1_700_000_000);

/// The table and the ARN of the tests' stream.
pub(super) const NAMES: (&str, &str) = ("orders", "arn:stream");

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
}

impl Change {
    pub(super) fn number(&self) -> String {
        Position::new(self.position).sequence_number()
    }

    fn record(&self) -> (Position, EventRecord) {
        let position = Position::new(self.position);
        let keys = Attributes::from_iter([("id".to_owned(), json!({ "S": self.item }))]);
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

/// A stream that a test writes.
#[derive(Default)]
pub(super) struct Changes(pub(super) Vec<Change>);

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
        self.0.push(Change { position, item: item.to_owned(), created });
    }

    /// The answer to a read; `None` where it waits for what is not there yet.
    pub(super) fn page(&self, read: Read) -> Option<Page> {
        let read_before = read.after.map_or(0, Position::number);
        let later = self.0.iter().skip(usize::try_from(read_before).unwrap());
        let records: Vec<_> = later.take(read.limit).map(Change::record).collect();
        let position = records.last().map(|(position, _)| *position).or(read.after);
        (!read.waits || !records.is_empty()).then_some(Page { records, position })
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
