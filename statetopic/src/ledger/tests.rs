//! Writes and their ledger row, committed in memory: without the AWS SDK too.

use std::collections::HashMap;
use std::time::Duration;

use serde_dynamo::{AttributeValue, Item};
use sha2::{Digest as _, Sha256};

use super::row::KEPT;
use super::{Brought, Change, CommitError, Committed, Committer, Entry, Outcome, SCHEMA};
use crate::clock::Clock;
use crate::connections::{ConnectError, Connections};
use crate::environment::Environment;
use crate::prelude::*;
use crate::rows::memory::MemoryTables;
use crate::sequence::SequenceNumber;

#[crate::read_model(table = "totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Total {
    #[partition_key]
    group: String,
    #[serde(default)]
    sum: u8,
}

fn total(delta: i64) -> Writes<Total> {
    Writes::new().update(TotalKey { group: "a".to_owned() }.update().add(|a| a.sum, delta))
}

/// What became of changes of one item, by their sequence numbers.
struct Ledger {
    tables: MemoryTables,
    committer: Committer,
}

impl Ledger {
    async fn new() -> Self {
        let tables = MemoryTables::new(Clock::stopped_at(Duration::from_secs(1_000)));
        tables.create("totals", &<Total as crate::ReadModel>::SCHEMA);
        tables.create("ledger", &SCHEMA);
        Self::with(tables, &[]).await.unwrap()
    }

    /// Over these tables, in a process with these further variables.
    async fn with(tables: MemoryTables, variables: &[(&str, &str)]) -> Result<Self, ConnectError> {
        let of_tables = [("STATETOPIC_TABLE_TOTALS", "totals"), ("STATETOPIC_TABLE_STATETOPIC_LEDGER", "ledger")];
        let environment = Environment::new(of_tables.into_iter().chain(variables.iter().copied()));
        let connections = Connections::memory(environment, tables.clone());
        let written = [<Total as crate::ReadModel>::SCHEMA];
        Ok(Self { committer: Committer::connect(&connections, "totals", &written).await?, tables })
    }

    async fn commit(&self, number: &str, delta: i64) -> Result<Committed, CommitError> {
        self.commit_of("arn", number, delta).await
    }

    async fn commit_of(&self, source: &str, number: &str, delta: i64) -> Result<Committed, CommitError> {
        let sequence_number = SequenceNumber::parse(number).unwrap();
        let change = Change { source, item: b"item", sequence_number: &sequence_number, brought: Brought::ByStream };
        let entry = Entry { change, lane: 0, writes: total(delta).into_result().unwrap() };
        match self.committer.commit(vec![entry]).await.pop().unwrap() {
            Outcome::Committed(committed) => Ok(committed),
            Outcome::Failed(error) => Err(error),
            Outcome::Left => panic!("a record alone has an outcome"),
        }
    }

    async fn applied(&self, number: &str) -> Option<Committed> {
        let sequence_number = SequenceNumber::parse(number).unwrap();
        let change =
            Change { source: "arn", item: b"item", sequence_number: &sequence_number, brought: Brought::ByStream };
        self.committer.applied(change).await.unwrap()
    }

    fn sum(&self) -> AttributeValue {
        self.tables.rows("totals").unwrap()[0].inner()["sum"].clone()
    }
}

#[tokio::test]
async fn in_memory_a_change_is_committed_once_and_none_after_a_later_one() {
    let ledger = Ledger::new().await;
    assert_eq!(ledger.applied("7").await, None);
    for (number, committed, sum) in [
        ("7", Committed::Now, "1"),
        ("7", Committed::Before, "1"),
        ("10", Committed::Now, "2"),
        ("9", Committed::Passed, "2"),
    ] {
        assert_eq!(ledger.commit(number, 1).await.unwrap(), committed, "{number}");
        assert_eq!(ledger.sum(), AttributeValue::N(sum.to_owned()), "{number}");
    }
    assert_eq!(ledger.applied("10").await, Some(Committed::Before));
    assert_eq!(ledger.applied("11").await, None);
    let [row] = &ledger.tables.rows("ledger").unwrap()[..] else { panic!("one row") };
    assert_eq!(row.inner()["applied"], AttributeValue::S(format!("#{:0>40}", "10")));
    assert_eq!(row.inner()["format"], AttributeValue::N("2".to_owned()));
    assert_eq!(row.inner()["expires_at"], AttributeValue::N((1_000 + KEPT.as_secs()).to_string()));
}

/// Two streams of a table, the second of which was made after the first.
const STREAMS: [&str; 2] = [
    "arn:aws:dynamodb:eu-north-1:1:table/orders/stream/2026-01-01T00:00:00.000",
    "arn:aws:dynamodb:eu-north-1:1:table/orders/stream/2026-02-01T00:00:00.000",
];

#[tokio::test]
async fn a_stream_that_was_made_again_counts_anew_and_nothing_of_the_old_one_is_taken_any_more() {
    let ledger = Ledger::new().await;
    for (stream, number, committed) in [
        (0, "500", Committed::Now),
        (1, "7", Committed::Now),
        (0, "501", Committed::Superseded),
        (0, "500", Committed::Superseded),
        (1, "7", Committed::Before),
        (1, "8", Committed::Now),
    ] {
        assert_eq!(ledger.commit_of(STREAMS[stream], number, 1).await.unwrap(), committed, "{stream} {number}");
    }
    assert_eq!(ledger.sum(), AttributeValue::N("3".to_owned()));
    assert_eq!(ledger.tables.rows("ledger").unwrap().len(), 1);
}

/// The row that the first format has of the item.
fn row_of_first_format(stream: &str, number: &str) -> Item {
    let text = |text: String| AttributeValue::S(text);
    let entry = format!("totals|{stream}|{:x}", Sha256::digest(b"item"));
    let expires_at = AttributeValue::N((1_000 + KEPT.as_secs()).to_string());
    let attributes =
        [("entry", text(entry)), ("applied_seq", text(format!("{number:0>40}"))), ("expires_at", expires_at)];
    HashMap::from(attributes.map(|(name, value)| (name.to_owned(), value))).into()
}

#[tokio::test]
async fn rows_of_the_first_format_are_read_and_kept_where_that_is_asked_for() {
    let Ledger { tables, .. } = Ledger::new().await;
    tables.put("ledger", row_of_first_format(STREAMS[0], "7")).unwrap();
    let both = Ledger::with(tables.clone(), &[("STATETOPIC_LEDGER_FIRST_FORMAT", "true")]).await.unwrap();
    for (number, committed) in
        [("6", Committed::Passed), ("7", Committed::Before), ("8", Committed::Now), ("8", Committed::Before)]
    {
        assert_eq!(both.commit_of(STREAMS[0], number, 1).await.unwrap(), committed, "{number}");
    }
    assert_eq!(both.sum(), AttributeValue::N("1".to_owned()));
    // Code of before, which comes back, goes on where this has ended; and so does this without the rows of before.
    assert!(tables.rows("ledger").unwrap().contains(&row_of_first_format(STREAMS[0], "8")));
    let second = Ledger::with(tables, &[]).await.unwrap();
    assert_eq!(second.commit_of(STREAMS[0], "8", 1).await.unwrap(), Committed::Before);
}

#[tokio::test]
async fn a_row_of_newer_code_is_left_alone_and_its_records_are_not_to_blame() {
    let ledger = Ledger::new().await;
    ledger.commit("1", 5).await.unwrap();
    let [row] = &ledger.tables.rows("ledger").unwrap()[..] else { panic!("one row") };
    let mut newer = row.inner().clone();
    newer.insert("format".to_owned(), AttributeValue::N("4".to_owned()));
    ledger.tables.put("ledger", newer.clone().into()).unwrap();
    for number in ["1", "2"] {
        let error = ledger.commit(number, 5).await.unwrap_err();
        assert!(!error.is_the_records_own() && error.to_string().contains("a newer version of statetopic"), "{error}");
    }
    assert_eq!(ledger.sum(), AttributeValue::N("5".to_owned()));
    assert_eq!(ledger.tables.rows("ledger").unwrap(), [newer.into()]);
    // The other items go on.
    let outcomes =
        Package::new(&ledger, [2, 3, 4]).commit(&[(b"item", 0, "x", 1), (b"b", 1, "x", 2), (b"c", 2, "x", 4)]).await;
    assert_eq!(outcomes, ["cannot commit: the led", "Now", "Now"]);
}

#[tokio::test]
async fn rows_of_newer_code_keep_back_no_other_item_however_many_there_are() {
    const ITEMS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN";
    for variables in [&[][..], &[("STATETOPIC_LEDGER_FIRST_FORMAT", "true")][..]] {
        let Ledger { tables, .. } = Ledger::new().await;
        let ledger = Ledger::with(tables, variables).await.unwrap();
        let record = |place: usize| {
            let item = &ITEMS[place..=place];
            (item.as_bytes(), u32::try_from(place).unwrap(), item, 1)
        };
        Package::new(&ledger, 1..=3).commit(&[record(0), record(1), record(2)]).await;
        for row in ledger.tables.rows("ledger").unwrap() {
            let mut newer = row.inner().clone();
            if newer.contains_key("format") {
                newer.insert("format".to_owned(), AttributeValue::N("4".to_owned()));
                ledger.tables.put("ledger", newer.into()).unwrap();
            }
        }
        let records: Vec<_> = (0..ITEMS.len()).map(record).collect();
        let outcomes = Package::new(&ledger, 10..50).commit(&records).await;
        let failed = outcomes.iter().filter(|outcome| outcome.starts_with("cannot commit: the led")).count();
        let done = outcomes.iter().filter(|outcome| *outcome == "Now").count();
        assert_eq!((failed, done), (3, 37), "{variables:?}: {outcomes:?}");
    }
}

#[tokio::test]
async fn a_variable_that_is_neither_true_nor_false_is_an_error() {
    let Ledger { tables, .. } = Ledger::new().await;
    let error = Ledger::with(tables, &[("STATETOPIC_LEDGER_FIRST_FORMAT", "yes")]).await.err().unwrap().to_string();
    assert!(error.contains("`STATETOPIC_LEDGER_FIRST_FORMAT` is neither `true` nor `false`"), "{error}");
}

#[tokio::test]
async fn in_memory_writes_that_cannot_be_committed_leave_no_ledger_row() {
    let ledger = Ledger::new().await;
    assert!(ledger.commit("1", 200).await.is_ok());
    let error = ledger.commit("2", 100).await.unwrap_err();
    assert!(error.is_the_records_own() && error.to_string().contains("would leave its field's range"), "{error}");
    assert_eq!(ledger.applied("2").await, None);
    assert_eq!(ledger.sum(), AttributeValue::N("200".to_owned()));
}

/// Records of some items, each with what it adds to a row, in one package.
struct Package<'a> {
    ledger: &'a Ledger,
    numbers: Vec<SequenceNumber>,
}

impl<'a> Package<'a> {
    fn new(ledger: &'a Ledger, numbers: impl IntoIterator<Item = u32>) -> Self {
        let parse = |number: u32| SequenceNumber::parse(&number.to_string()).unwrap();
        Self { ledger, numbers: numbers.into_iter().map(parse).collect() }
    }

    /// Commits records of an item, a lane, and an addition to a row each.
    async fn commit(&self, records: &[(&'static [u8], u32, &str, i64)]) -> Vec<String> {
        let entries = records.iter().zip(&self.numbers).map(|((item, lane, row, delta), sequence_number)| Entry {
            change: Change { source: "arn", item, sequence_number, brought: Brought::ByStream },
            lane: *lane,
            writes: {
                let update = TotalKey { group: (*row).to_owned() }.update().add(|a| a.sum, *delta);
                Writes::<Total>::new().update(update).into_result().unwrap()
            },
        });
        let outcomes = self.ledger.committer.commit(entries.collect()).await;
        let shown = |outcome: &Outcome| match outcome {
            Outcome::Committed(committed) => format!("{committed:?}"),
            Outcome::Failed(error) => error.to_string().chars().take(22).collect(),
            Outcome::Left => "Left".to_owned(),
        };
        outcomes.iter().map(shown).collect()
    }
}

impl Ledger {
    fn sums(&self) -> Vec<(String, String)> {
        let text = |value: &AttributeValue| match value {
            AttributeValue::S(text) | AttributeValue::N(text) => text.clone(),
            other => format!("{other:?}"),
        };
        let rows = self.tables.rows("totals").unwrap();
        let mut sums: Vec<_> =
            rows.iter().map(|row| (text(&row.inner()["group"]), text(&row.inner()["sum"]))).collect();
        sums.sort();
        sums
    }

    fn transactions(&self) -> usize {
        // Each change that is committed has a position: the ledger's rows tell the transactions apart.
        self.tables.rows("ledger").unwrap().len()
    }
}

#[tokio::test]
async fn a_package_whose_first_records_were_committed_before_adds_the_others_alone() {
    let ledger = Ledger::new().await;
    let (a, b) = (b"a".as_slice(), b"b".as_slice());
    let first = Package::new(&ledger, [1]).commit(&[(a, 0, "x", 5)]).await;
    assert_eq!(first, ["Now"]);
    let records = [(a, 0, "x", 5), (b, 1, "x", 7), (a, 0, "x", 9), (b, 1, "y", 1)];
    for outcomes in [["Before", "Now", "Now", "Now"], ["Passed", "Passed", "Before", "Before"]] {
        assert_eq!(Package::new(&ledger, 1..=4).commit(&records).await, outcomes);
        assert_eq!(ledger.sums(), [("x".to_owned(), "21".to_owned()), ("y".to_owned(), "1".to_owned())]);
    }
    assert_eq!(ledger.transactions(), 2, "a row for each item");
}

#[tokio::test]
async fn one_record_of_a_package_is_blamed_and_nothing_behind_it_in_its_lane_is_committed() {
    let ledger = Ledger::new().await;
    let records: [(&[u8], u32, &str, i64); 6] = [
        (b"a", 0, "x", 200),
        (b"b", 1, "x", 50),
        (b"c", 2, "x", 100),
        (b"c", 2, "y", 1),
        (b"d", 3, "x", -100),
        (b"b", 1, "y", 2),
    ];
    let expected = ["Now", "Now", "cannot commit: an addi", "Left", "Now", "Now"];
    assert_eq!(Package::new(&ledger, 1..=6).commit(&records).await, expected);
    assert_eq!(ledger.sums(), [("x".to_owned(), "150".to_owned()), ("y".to_owned(), "2".to_owned())]);
}

#[tokio::test]
async fn a_sum_that_passes_through_a_violation_is_none() {
    let ledger = Ledger::new().await;
    let records: [(&[u8], u32, &str, i64); 3] = [(b"a", 0, "x", 250), (b"b", 0, "x", 7), (b"c", 0, "x", -7)];
    let outcomes = Package::new(&ledger, 1..=3).commit(&records).await;
    assert_eq!(outcomes, ["Now", "cannot commit: an addi", "Left"]);
    assert_eq!(ledger.sums(), [("x".to_owned(), "250".to_owned())]);
}

proptest::proptest! {
    /// What becomes of records in one package, and of the rows, is what becomes of them one after another; delivered again, they
    /// change nothing.
    #[test]
    fn a_package_is_as_its_records_one_after_another(
        records in proptest::collection::vec((0_usize..4, 0_usize..2, -90_i64..=120), 1..24), lanes in 1_u32..5,
    ) {
        const ITEMS: [&[u8]; 4] = [b"a", b"b", b"c", b"d"];
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let records: Vec<(&[u8], u32, &str, i64)> = records.iter().map(|(item, row, delta)| {
            (ITEMS[*item], u32::try_from(*item).unwrap() % lanes, ["x", "y"][*row], *delta)
        }).collect();
        let (mut sums, mut ended, mut expected) = ([None, None], Vec::new(), Vec::new());
        for (_, lane, row, delta) in &records {
            let sum: &mut Option<i64> = &mut sums[usize::from(*row == "y")];
            let next = sum.unwrap_or(0) + delta;
            expected.push(match (ended.contains(lane), (0..=255).contains(&next)) {
                (true, _) => "Left",
                (_, true) => { *sum = Some(next); "Now" }
                // One that never fits is told by another error.
                (_, false) => { ended.push(*lane); "cannot" }
            });
        }
        let numbers = 1..=u32::try_from(records.len()).unwrap();
        runtime.block_on(async {
            let ledger = Ledger::new().await;
            let outcomes = Package::new(&ledger, numbers.clone()).commit(&records).await;
            let shown: Vec<&str> = outcomes.iter().map(|outcome| outcome.split(' ').next().unwrap()).collect();
            assert_eq!(shown, expected);
            let rows = ["x", "y"].into_iter().zip(sums).filter_map(|(row, sum)| Some((row.to_owned(), sum?.to_string())));
            let rows: Vec<_> = rows.collect();
            assert_eq!(ledger.sums(), rows);
            let done: Vec<_> = records.iter().zip(1..).zip(&expected).filter(|(_, expected)| **expected == "Now").collect();
            let again: Vec<_> = done.iter().map(|((record, _), _)| **record).collect();
            let outcomes = Package::new(&ledger, done.iter().map(|((_, number), _)| *number)).commit(&again).await;
            assert!(outcomes.iter().all(|outcome| outcome == "Before" || outcome == "Passed"), "{outcomes:?}");
            assert_eq!(ledger.sums(), rows);
        });
    }
}
