//! Queries of `Table<M>` on the embedded engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use statetopic::prelude::*;
use statetopic_local::{FaultAction, Local};

#[read_model(table = "measurements")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Measurement {
    #[partition_key]
    sensor: String,
    #[sort_key]
    at: i64,
    note: String,
}

/// Names that are reserved words in DynamoDB's expressions.
#[read_model(table = "by-name")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Named {
    #[partition_key]
    table: u32,
    #[sort_key]
    name: String,
}

const TIMES: [i64; 6] = [-20, -3, 0, 9, 10, 100];

async fn measurements() -> (Local, Table<Measurement>) {
    let local = Local::start().unwrap();
    let table = local.table::<Measurement>().await.unwrap();
    for sensor in ["a", "b"] {
        for at in TIMES.into_iter().rev() {
            table.put(&Measurement { sensor: sensor.to_owned(), at, note: sensor.to_owned() }).await.unwrap();
        }
    }
    (local, table)
}

fn a() -> String {
    "a".to_owned()
}

/// The times of what a query finds, all of sensor `a`.
async fn times(query: statetopic::table::Query<Measurement>) -> Vec<i64> {
    let rows = query.all().await.unwrap();
    assert!(rows.iter().all(|row| row.sensor == "a"));
    rows.into_iter().map(|row| row.at).collect()
}

#[tokio::test]
async fn a_partition_is_read_in_the_order_of_its_sort_key() {
    let (_local, table) = measurements().await;
    assert_eq!(times(table.query(&a())).await, TIMES);
    assert_eq!(times(table.query(&a()).consistent()).await, TIMES);
    let mut reversed = TIMES;
    reversed.reverse();
    assert_eq!(times(table.query(&a()).descending()).await, reversed);
    assert!(times(table.query(&"c".to_owned())).await.is_empty());
}

#[tokio::test]
async fn a_condition_on_the_sort_key_compares_numbers() {
    let (_local, table) = measurements().await;
    let query = || table.query(&a());
    assert_eq!(times(query().sort_eq(&9)).await, [9]);
    assert!(times(query().sort_eq(&8)).await.is_empty());
    assert_eq!(times(query().sort_lt(&9)).await, [-20, -3, 0]);
    assert_eq!(times(query().sort_le(&9)).await, [-20, -3, 0, 9]);
    assert_eq!(times(query().sort_gt(&9)).await, [10, 100]);
    assert_eq!(times(query().sort_ge(&9)).await, [9, 10, 100]);
    assert_eq!(times(query().sort_between(&-3, &10)).await, [-3, 0, 9, 10]);
    assert_eq!(times(query().sort_between(&-3, &10).descending().limit(2)).await, [10, 9]);
    assert_eq!(times(query().sort_lt(&9).sort_gt(&9)).await, [10, 100], "the second condition replaces the first");
}

#[tokio::test]
async fn a_limit_counts_rows() {
    let (_local, table) = measurements().await;
    for limit in 0..=TIMES.len() + 1 {
        assert_eq!(times(table.query(&a()).limit(limit)).await, TIMES[..limit.min(TIMES.len())]);
    }
}

#[tokio::test]
async fn the_first_row_is_the_first_in_the_querys_order() {
    let (_local, table) = measurements().await;
    let first = |row: Option<Measurement>| row.map(|row| row.at);
    assert_eq!(first(table.query(&a()).first().await.unwrap()), Some(-20));
    assert_eq!(first(table.query(&a()).descending().first().await.unwrap()), Some(100));
    assert_eq!(first(table.query(&a()).sort_gt(&100).first().await.unwrap()), None);
}

#[tokio::test]
async fn a_prefix_finds_the_names_that_begin_with_it() {
    let local = Local::start().unwrap();
    let table = local.table::<Named>().await.unwrap();
    for name in ["bolt-m8", "bolt-m10", "bolt", "nut-m8", "Bolt-m8"] {
        table.put(&Named { table: 1, name: name.to_owned() }).await.unwrap();
    }
    let names = |rows: Vec<Named>| rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
    assert_eq!(names(table.query(&1).sort_begins_with("bolt-").all().await.unwrap()), ["bolt-m10", "bolt-m8"]);
    assert_eq!(names(table.query(&1).sort_eq(&"bolt".to_owned()).all().await.unwrap()), ["bolt"]);
    assert_eq!(names(table.query(&1).sort_gt(&"bolt-m8".to_owned()).all().await.unwrap()), ["nut-m8"]);
}

#[tokio::test]
async fn a_query_reads_page_after_page() {
    let local = Local::start().unwrap();
    let table = local.table::<Measurement>().await.unwrap();
    // DynamoDB answers with 1 MB at most.
    let rows: Vec<_> = (0..5).map(|at| Measurement { sensor: a(), at, note: "x".repeat(300_000) }).collect();
    for row in &rows {
        table.put(row).await.unwrap();
    }
    let pages = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&pages);
    local.engine().inject(move |call| {
        counter.fetch_add(u32::from(call.operation() == "Query"), Ordering::Relaxed);
        FaultAction::Pass
    });
    assert!(table.query(&a()).all().await.unwrap() == rows, "all rows, in order");
    assert!(pages.load(Ordering::Relaxed) > 1, "in more than one page");
    let newest: Vec<_> = table.query(&a()).descending().limit(4).all().await.unwrap();
    assert_eq!(newest.iter().map(|row| row.at).collect::<Vec<_>>(), [4, 3, 2, 1]);
}
