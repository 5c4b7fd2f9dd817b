//! Projections, committed in memory: which of them are one write, and what a late or repeated change does.

mod histories;

use std::time::Duration;

use serde_dynamo::AttributeValue;

use crate::clock::Clock;
use crate::connections::Connections;
use crate::environment::Environment;
use crate::key::{KeyValue, identity};
use crate::ledger::{Brought, Change, CommitError, Committed, Committer, Entry, Outcome, ProjectedModel, SCHEMA};
use crate::position::SourcePosition;
use crate::prelude::*;
use crate::rows::memory::{MemoryFailure, MemoryFault, MemoryTables};
use crate::sequence::SequenceNumber;

#[crate::read_model(table = "products")]
#[crate::state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Product {
    #[partition_key]
    sku: String,
}

#[crate::read_model(table = "cards", projection_of = Product)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Card {
    #[partition_key]
    name: String,
    title: u32,
    #[sequence]
    position: SourcePosition,
}

/// Two streams of a table, the second of which was made after the first.
const STREAMS: [&str; 2] = [
    "arn:aws:dynamodb:eu-north-1:1:table/products/stream/2026-01-01T00:00:00.000",
    "arn:aws:dynamodb:eu-north-1:1:table/products/stream/2026-02-01T00:00:00.000",
];

/// How the records of a function are committed.
struct Bench {
    tables: MemoryTables,
    committer: Committer,
    /// Whether it reads nothing.
    decides: bool,
}

/// A record: its stream, its number, its item, and its lane.
#[derive(Clone, Copy)]
struct Delivered<'a>(usize, u32, &'a str, u32);

fn row(name: &str, title: u32) -> Projection<Card> {
    Projection::row(&Card { name: name.to_owned(), title, position: SourcePosition::unset() })
}

impl Bench {
    async fn new() -> Self {
        let tables = MemoryTables::new(Clock::stopped_at(Duration::from_secs(1_000)));
        tables.create("cards", &<Card as crate::ReadModel>::SCHEMA);
        tables.create("ledger", &SCHEMA);
        Self::over(tables).await
    }

    async fn over(tables: MemoryTables) -> Self {
        let variables = [("STATETOPIC_TABLE_CARDS", "cards"), ("STATETOPIC_TABLE_STATETOPIC_LEDGER", "ledger")];
        let connections = Connections::memory(Environment::new(variables), tables.clone());
        let written = [<Card as crate::ReadModel>::SCHEMA];
        let committer = Committer::connect(&connections, "cards", &written).await.unwrap();
        let committer = committer.with_projection(Some(ProjectedModel::new::<Card>()));
        Self { tables, committer, decides: true }
    }

    /// Commits records in one package.
    async fn commit_all(&self, records: Vec<(Delivered<'_>, Projection<Card>)>) -> Vec<Outcome> {
        let keys: Vec<_> = records.iter().map(|(record, _)| identity(&KeyValue::S(record.2.into()), None)).collect();
        let numbers: Vec<_> = records.iter().map(|(record, _)| number(record.1)).collect();
        let of_record = |(((record, projection), item), number)| {
            let (Delivered(stream, _, _, lane), projection): (Delivered<'_>, Projection<Card>) = (record, projection);
            let change = Change { source: STREAMS[stream], item, sequence_number: number, brought: Brought::ByStream };
            let mut writes = projection.into_result().unwrap();
            for write in &mut writes {
                write.follow(item, Some(&SourcePosition::new(change.source, number)), self.decides);
            }
            Entry { change, lane, writes }
        };
        let entries = records
            .into_iter()
            .zip(&keys)
            .zip(&numbers)
            .map(|((record, key), number)| of_record(((record, key.as_slice()), number)));
        self.committer.commit_each(entries.collect()).await
    }

    async fn commit(&self, record: Delivered<'_>, projection: Projection<Card>) -> Result<Committed, CommitError> {
        match self.commit_all(vec![(record, projection)]).await.pop().unwrap() {
            Outcome::Committed(committed) => Ok(committed),
            Outcome::Failed(error) => Err(error),
            Outcome::Left => panic!("a record alone has an outcome"),
        }
    }

    /// Commits a change of the item `a`, of the older stream.
    async fn change(&self, number: u32, projection: Projection<Card>) -> Committed {
        self.commit(Delivered(0, number, "a", 0), projection).await.unwrap()
    }

    async fn applied(&self, of: u32) -> Option<Committed> {
        let (item, number) = (identity(&KeyValue::S("a".into()), None), number(of));
        let change = Change { source: STREAMS[0], item: &item, sequence_number: &number, brought: Brought::ByStream };
        self.committer.applied(change).await.unwrap()
    }

    /// The titles of the rows.
    fn titles(&self) -> Vec<(String, u32)> {
        let cards = self.tables.models::<Card>("cards").unwrap();
        cards.into_iter().map(|card| (card.name, card.title)).collect()
    }

    fn title(&self) -> Option<u32> {
        self.titles().first().map(|(_, title)| *title)
    }

    /// The number that the ledger has of the item.
    fn noted(&self) -> Option<u32> {
        let rows = self.tables.rows("ledger").unwrap();
        let AttributeValue::S(applied) = rows.first()?.inner()["applied"].clone() else { panic!("a text") };
        applied.rsplit('#').next().unwrap().parse().ok()
    }
}

fn number(number: u32) -> SequenceNumber {
    SequenceNumber::parse(&number.to_string()).unwrap()
}

#[tokio::test]
async fn a_change_of_a_row_that_is_there_is_one_write_and_the_ledger_has_the_first_alone() {
    let bench = Bench::new().await;
    for (number, committed, title) in [
        (7, Committed::Now, 7),
        (7, Committed::Before, 7),
        (10, Committed::Now, 10),
        (10, Committed::Before, 10),
        (9, Committed::Superseded, 10),
        (7, Committed::Superseded, 10),
        (11, Committed::Now, 11),
    ] {
        assert_eq!(bench.change(number, row("a", number)).await, committed, "{number}");
        assert_eq!((bench.title(), bench.noted()), (Some(title), Some(7)), "{number}");
    }
    let [card] = &bench.tables.models::<Card>("cards").unwrap()[..] else { panic!("one row") };
    assert_eq!(card.position, SourcePosition::new(STREAMS[0], &number(11)));
}

#[tokio::test]
async fn a_row_that_went_is_not_put_again_by_an_older_change_and_a_newer_one_does_not_go_by_it() {
    let bench = Bench::new().await;
    for (number, projection, committed, title) in [
        (1, row("a", 1), Committed::Now, Some(1)),
        (2, row("a", 2), Committed::Now, Some(2)),
        (3, Projection::absent(), Committed::Now, None),
        (3, Projection::absent(), Committed::Before, None),
        (2, row("a", 2), Committed::Passed, None),
        (1, row("a", 1), Committed::Passed, None),
        (4, row("a", 4), Committed::Now, Some(4)),
        (3, Projection::absent(), Committed::Passed, Some(4)),
        (5, row("a", 5), Committed::Now, Some(5)),
        (3, Projection::absent(), Committed::Passed, Some(5)),
        (6, Projection::absent(), Committed::Now, None),
        (5, row("a", 5), Committed::Passed, None),
    ] {
        assert_eq!(bench.change(number, projection).await, committed, "{number}");
        assert_eq!(bench.title(), title, "{number}");
    }
}

#[tokio::test]
async fn a_row_that_never_was_is_noted_as_absent() {
    let bench = Bench::new().await;
    assert_eq!(bench.change(3, Projection::absent()).await, Committed::Now);
    assert_eq!(bench.change(2, row("a", 2)).await, Committed::Passed);
    assert_eq!((bench.title(), bench.noted()), (None, Some(3)));
}

#[tokio::test]
async fn a_record_of_an_older_stream_is_superseded_and_no_duplicate() {
    let bench = Bench::new().await;
    let put = |stream, number| bench.commit(Delivered(stream, number, "a", 0), row("a", number));
    for (stream, number, committed) in [
        (0, 500, Committed::Now),
        (0, 501, Committed::Now),
        (1, 7, Committed::Now),
        (0, 501, Committed::Superseded),
        (0, 502, Committed::Superseded),
        (0, 7, Committed::Superseded),
        (1, 7, Committed::Before),
        (1, 8, Committed::Now),
    ] {
        assert_eq!(put(stream, number).await.unwrap(), committed, "{stream} {number}");
    }
    let absent = |stream, number| bench.commit(Delivered(stream, number, "a", 0), Projection::absent());
    assert_eq!(absent(0, 503).await.unwrap(), Committed::Superseded);
    assert_eq!(bench.title(), Some(8));
    assert_eq!(absent(1, 9).await.unwrap(), Committed::Now);
    assert_eq!(put(0, 504).await.unwrap(), Committed::Superseded);
    assert_eq!(bench.title(), None);
}

#[tokio::test]
async fn a_row_without_a_position_is_put_over_with_the_ledger() {
    for position in [None, Some(AttributeValue::S(String::new()))] {
        let bench = Bench::new().await;
        let by_hand = |title: &str| {
            let attributes = [
                ("name".to_owned(), AttributeValue::S("a".to_owned())),
                ("title".to_owned(), AttributeValue::N(title.to_owned())),
            ];
            let position = position.clone().map(|position| ("position".to_owned(), position));
            bench.tables.put(
                "cards",
                attributes.into_iter().chain(position).collect::<std::collections::HashMap<_, _>>().into(),
            )
        };
        by_hand("0").unwrap();
        assert_eq!(bench.change(3, row("a", 3)).await, Committed::Now);
        assert_eq!((bench.title(), bench.noted()), (Some(3), Some(3)));
        assert_eq!(bench.change(4, Projection::absent()).await, Committed::Now);
        // Somebody makes a row by hand: a late change still is older than what the ledger has.
        by_hand("9").unwrap();
        assert_eq!(bench.change(3, row("a", 3)).await, Committed::Passed);
        assert_eq!(bench.change(5, Projection::absent()).await, Committed::Now);
        assert_eq!(bench.titles(), []);
    }
}

#[tokio::test]
async fn what_is_no_position_is_an_error_that_does_not_show_it() {
    let bench = Bench::new().await;
    let attributes = [
        ("name", AttributeValue::S("a".to_owned())),
        ("title", AttributeValue::N("0".to_owned())),
        ("position", AttributeValue::N("4711".to_owned())),
    ];
    let there: std::collections::HashMap<_, _> = attributes.map(|(name, value)| (name.to_owned(), value)).into();
    bench.tables.put("cards", there.clone().into()).unwrap();
    for projection in [row("a", 3), Projection::absent()] {
        let error = bench.commit(Delivered(0, 3, "a", 0), projection).await.unwrap_err();
        let text = error.to_string();
        assert!(error.is_the_records_own() && text.contains("`Card`") && !text.contains("4711"), "{text}");
    }
    assert_eq!(bench.tables.rows("cards").unwrap(), [there.into()]);
    assert_eq!(bench.noted(), None);
}

#[tokio::test]
async fn a_row_with_the_key_of_another_item_is_its_records_error() {
    let bench = Bench::new().await;
    bench.change(1, row("a", 1)).await;
    for decides in [true, false] {
        let bench = Bench { decides, ..Bench::over(bench.tables.clone()).await };
        let error = bench.commit(Delivered(0, 2, "b", 0), row("a", 2)).await.unwrap_err();
        let text = error.to_string();
        assert!(error.is_the_records_own() && text.contains("another key than the item"), "{text}");
    }
    assert_eq!(bench.titles(), [("a".to_owned(), 1)]);
}

#[tokio::test]
async fn the_ledger_knows_each_record_of_a_function_that_reads() {
    let bench = Bench { decides: false, ..Bench::new().await };
    for (number, projection, committed, title) in [
        (1, row("a", 1), Committed::Now, Some(1)),
        (2, row("a", 2), Committed::Now, Some(2)),
        (3, Projection::unchanged(), Committed::Now, Some(2)),
        (2, row("a", 2), Committed::Passed, Some(2)),
        // It reads another world now, and returns a row.
        (3, row("a", 3), Committed::Before, Some(2)),
        (4, Projection::absent(), Committed::Now, None),
    ] {
        assert_eq!(bench.change(number, projection).await, committed, "{number}");
        assert_eq!(bench.title(), title, "{number}");
    }
    assert_eq!(bench.noted(), Some(4));
}

#[tokio::test]
async fn a_row_tells_where_the_ledger_has_forgotten() {
    let bench = Bench::new().await;
    bench.change(1, row("a", 1)).await;
    bench.change(4, row("a", 4)).await;
    // As if each record were new to the ledger: all that is left is the row.
    for decides in [true, false] {
        let tables = bench.tables.clone();
        let bench = Bench { decides, ..Bench::over(tables).await };
        for (number, committed) in [(3, Committed::Superseded), (4, Committed::Before)] {
            assert_eq!(bench.change(number, row("a", number)).await, committed, "{number}");
        }
        assert_eq!(bench.title(), Some(4));
    }
    let bench = Bench::new().await;
    bench.change(1, row("a", 1)).await;
    bench.change(4, row("a", 4)).await;
    assert_eq!(bench.change(3, Projection::absent()).await, Committed::Superseded);
    assert_eq!(bench.change(4, Projection::absent()).await, Committed::Before);
    assert_eq!(bench.title(), Some(4));
}

#[tokio::test]
async fn a_record_that_fails_is_looked_for_in_the_row_too() {
    let bench = Bench::new().await;
    assert_eq!(bench.applied(1).await, None);
    bench.change(1, row("a", 1)).await;
    bench.change(3, row("a", 3)).await;
    assert_eq!(bench.applied(3).await, Some(Committed::Before));
    assert_eq!(bench.applied(2).await, Some(Committed::Superseded));
    assert_eq!(bench.applied(4).await, None);
    bench.change(4, Projection::absent()).await;
    assert_eq!(bench.applied(3).await, Some(Committed::Passed));
}

#[tokio::test]
async fn a_package_has_rows_that_are_there_and_others_and_stops_a_lane_at_its_failure() {
    let bench = Bench::new().await;
    bench.change(1, row("a", 1)).await;
    bench.commit(Delivered(0, 2, "b", 0), row("b", 2)).await.unwrap();
    let outcomes = bench
        .commit_all(vec![
            (Delivered(0, 3, "a", 1), row("a", 3)),
            (Delivered(0, 4, "b", 2), Projection::absent()),
            (Delivered(0, 5, "c", 3), row("c", 5)),
            (Delivered(0, 6, "d", 4), row("a", 6)),
            (Delivered(0, 7, "e", 4), row("e", 7)),
            (Delivered(0, 1, "a", 1), row("a", 1)),
        ])
        .await;
    let shown: Vec<String> = outcomes.iter().map(|outcome| format!("{outcome:?}").chars().take(14).collect()).collect();
    assert_eq!(shown[..3], ["Committed(Now)"; 3]);
    assert_eq!(shown[3..], ["Failed(OtherRo", "Left", "Committed(Supe"]);
    assert_eq!(bench.titles(), [("a".to_owned(), 3), ("c".to_owned(), 5)]);
}

#[tokio::test(start_paused = true)]
async fn what_the_service_does_is_no_fault_of_the_record_and_what_passes_is_tried_again() {
    let bench = Bench::new().await;
    bench.change(1, row("a", 1)).await;
    let calls = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let failing = |failure: MemoryFailure, times: u32| {
        let calls = std::sync::Arc::clone(&calls);
        calls.store(0, std::sync::atomic::Ordering::Relaxed);
        bench.tables.clone().with_faults(move |_| {
            match calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < times {
                true => MemoryFault::Before(failure),
                false => MemoryFault::None,
            }
        })
    };
    let tried = Bench::over(failing(MemoryFailure::Conflict, 5)).await;
    assert_eq!(tried.change(2, row("a", 2)).await, Committed::Now);
    for failure in [MemoryFailure::Conflict, MemoryFailure::Throttled, MemoryFailure::AccessDenied] {
        let tried = Bench::over(failing(failure, u32::MAX)).await;
        let error = tried.commit(Delivered(0, 3, "a", 0), row("a", 3)).await.unwrap_err();
        assert!(!error.is_the_records_own(), "{failure:?}: {error}");
    }
    assert_eq!(bench.title(), Some(2));
}
