//! Queries of `Table<M>` on the embedded engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::{StreamExt as _, TryStreamExt as _};
use statetopic::index::Base;
use statetopic::prelude::*;
use statetopic::query::Bounded;
use statetopic::table::Query;
use statetopic_local::{FaultAction, FaultKind, Local};

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
async fn times<S>(query: Query<Measurement, S>) -> Vec<i64> {
    at(query.unlimited()).await
}

/// The same of a query with a bound.
async fn at<S, Bound: Bounded>(query: Query<Measurement, S, Measurement, Base, Bound>) -> Vec<i64> {
    let rows = query.rows().await.unwrap();
    assert!(rows.iter().all(|row| row.sensor == "a"));
    rows.into_iter().map(|row| row.at).collect()
}

#[tokio::test]
async fn a_partition_is_read_in_the_order_of_its_sort_key() {
    let (_local, table) = measurements().await;
    assert_eq!(times(table.query(a())).await, TIMES);
    assert_eq!(times(table.query(a()).consistent()).await, TIMES);
    let mut reversed = TIMES;
    reversed.reverse();
    assert_eq!(times(table.query(a()).descending()).await, reversed);
    assert!(times(table.query("c")).await.is_empty());
}

#[tokio::test]
async fn a_condition_on_the_sort_key_compares_numbers() {
    let (_local, table) = measurements().await;
    let query = || table.query(a());
    assert_eq!(times(query().sort_eq(&9)).await, [9]);
    assert!(times(query().sort_eq(&8)).await.is_empty());
    assert_eq!(times(query().sort_lt(9)).await, [-20, -3, 0]);
    assert_eq!(times(query().sort_le(9)).await, [-20, -3, 0, 9]);
    assert_eq!(times(query().sort_gt(9)).await, [10, 100]);
    assert_eq!(times(query().sort_ge(9)).await, [9, 10, 100]);
    assert_eq!(times(query().sort_between(&-3, &10)).await, [-3, 0, 9, 10]);
    assert_eq!(at(query().sort_between(-3, 10).descending().limit(2)).await, [10, 9]);
}

#[tokio::test]
async fn a_limit_counts_rows() {
    let (_local, table) = measurements().await;
    for limit in 0..=TIMES.len() + 1 {
        assert_eq!(at(table.query("a").limit(limit)).await, TIMES[..limit.min(TIMES.len())]);
    }
}

#[tokio::test]
async fn the_first_row_is_the_first_in_the_querys_order() {
    let (_local, table) = measurements().await;
    let first = |row: Option<Measurement>| row.map(|row| row.at);
    assert_eq!(first(table.query(a()).first().await.unwrap()), Some(-20));
    assert_eq!(first(table.query(a()).descending().first().await.unwrap()), Some(100));
    assert_eq!(first(table.query(a()).sort_gt(100).first().await.unwrap()), None);
}

#[tokio::test]
async fn a_prefix_finds_the_names_that_begin_with_it() {
    let local = Local::start().unwrap();
    let table = local.table::<Named>().await.unwrap();
    for name in ["bolt-m8", "bolt-m10", "bolt", "nut-m8", "Bolt-m8"] {
        table.put(&Named { table: 1, name: name.to_owned() }).await.unwrap();
    }
    let names = |rows: Vec<Named>| rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
    assert_eq!(
        names(table.query(1).sort_begins_with("bolt-").unlimited().rows().await.unwrap()),
        ["bolt-m10", "bolt-m8"]
    );
    assert_eq!(names(table.query(1).sort_eq("bolt").unlimited().rows().await.unwrap()), ["bolt"]);
    assert_eq!(names(table.query(1).sort_gt("bolt-m8").unlimited().rows().await.unwrap()), ["nut-m8"]);
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
    assert!(table.query(a()).unlimited().rows().await.unwrap() == rows, "all rows, in order");
    assert!(pages.load(Ordering::Relaxed) > 1, "in more than one page");
    let newest: Vec<_> = table.query(a()).descending().limit(4).rows().await.unwrap();
    assert_eq!(newest.iter().map(|row| row.at).collect::<Vec<_>>(), [4, 3, 2, 1]);
}

#[tokio::test]
async fn pages_have_as_many_rows_as_was_said_and_end() {
    let (_local, table) = measurements().await;
    for size in 1..=TIMES.len() + 1 {
        let mut pages = table.query("a").page_size(size).pages();
        let mut all = Vec::new();
        while let Some(page) = pages.next_page().await.unwrap() {
            assert!((1..=size).contains(&page.len()), "{}", page.len());
            all.extend(page.into_iter().map(|row| row.at));
        }
        assert_eq!(all, TIMES);
        assert!(pages.next_page().await.unwrap().is_none() && pages.cursor().is_none());
    }
    let mut pages = table.query("a").limit(3).page_size(2).pages();
    let sizes = [pages.next_page().await.unwrap(), pages.next_page().await.unwrap(), pages.next_page().await.unwrap()];
    assert_eq!(sizes.map(|page| page.map(|rows| rows.len())), [Some(2), Some(1), None]);
    assert!(table.query("c").pages().next_page().await.unwrap().is_none());
}

#[tokio::test]
async fn a_query_goes_on_from_a_cursor_of_the_same_query() {
    let (_local, table) = measurements().await;
    let query = || table.query("a").sort_ge(-3).descending();
    let mut pages = query().page_size(2).pages();
    assert!(pages.cursor().is_none(), "before the first page");
    pages.next_page().await.unwrap();
    let cursor = pages.cursor().unwrap();
    assert_eq!(times(query().after(cursor.clone())).await, [9, 0, -3]);
    let mut rest = query().after(cursor.clone()).page_size(2).pages();
    assert!(rest.cursor().is_some(), "where it begins");
    assert_eq!(rest.next_page().await.unwrap().map(|rows| rows.len()), Some(2));
    assert_eq!(times(query().after(rest.cursor().unwrap())).await, [-3]);
    assert_eq!(format!("{cursor:?}"), "Cursor(\"measurements\")");

    let errors = [
        table.query("b").sort_ge(-3).descending().after(cursor.clone()).first().await.unwrap_err(),
        table.query("a").sort_gt(-3).descending().after(cursor.clone()).first().await.unwrap_err(),
        table.query("a").sort_ge(-3).after(cursor.clone()).first().await.unwrap_err(),
        table.query("a").descending().after(cursor).first().await.unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_cursor());
        assert_eq!(
            error.to_string(),
            "Query on `measurements` failed: the cursor is that of another query; use it with the same conditions, in the same \
             order of rows"
        );
    }
}

#[tokio::test]
async fn a_cursor_is_at_the_last_row_that_was_given_where_an_answer_was_cut() {
    let local = Local::start().unwrap();
    let table = local.table::<Measurement>().await.unwrap();
    // DynamoDB answers with 1 MB at most.
    for at in 0..5 {
        table.put(&Measurement { sensor: a(), at, note: "x".repeat(300_000) }).await.unwrap();
    }
    let mut pages = table.query("a").limit(4).page_size(4).pages();
    let mut given = Vec::new();
    while let Some(page) = pages.next_page().await.unwrap() {
        given.extend(page.into_iter().map(|row| row.at));
        let Some(cursor) = pages.cursor() else { break };
        let next = given.last().unwrap() + 1;
        assert_eq!(times(table.query("a").after(cursor)).await, (next..5).collect::<Vec<_>>());
    }
    assert_eq!(given, [0, 1, 2, 3]);
}

#[tokio::test]
async fn a_stream_gives_the_rows_one_by_one() {
    let (local, table) = measurements().await;
    let asked = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&asked);
    local.engine().inject(move |call| {
        counter.fetch_add(u32::from(call.operation() == "Query"), Ordering::Relaxed);
        FaultAction::Pass
    });
    let mut stream = table.query("a").page_size(2).stream();
    assert_eq!(asked.load(Ordering::Relaxed), 0, "nothing is read before it is asked for");
    let mut found = Vec::new();
    while let Some(row) = stream.try_next().await.unwrap() {
        found.push(row.at);
        let pages = u32::try_from(found.len().div_ceil(2)).unwrap();
        assert_eq!(asked.load(Ordering::Relaxed), pages, "the next page is read after the last row of this one");
    }
    assert_eq!(found, TIMES);
    assert!(stream.try_next().await.unwrap().is_none());
    let limited: Vec<Measurement> = table.query("a").limit(3).stream().try_collect().await.unwrap();
    assert_eq!(limited.len(), 3);
}

#[tokio::test]
async fn a_page_that_could_not_be_read_is_asked_for_again_and_a_stream_ends() {
    let (local, table) = measurements().await;
    let mut pages = table.query("a").page_size(4).pages();
    let mut stream = table.query("a").page_size(4).stream();
    local.engine().inject(|call| match call.operation() {
        "Query" => FaultAction::FailBefore(FaultKind::Throttling),
        _ => FaultAction::Pass,
    });
    assert!(pages.next_page().await.unwrap_err().is_throttled());
    assert!(stream.try_next().await.unwrap_err().is_throttled());
    local.engine().heal();
    assert_eq!(pages.next_page().await.unwrap().map(|rows| rows.len()), Some(4));
    assert!(stream.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_page_with_a_row_that_does_not_decode_is_asked_for_again() {
    let (local, table) = measurements().await;
    let row = |note: AttributeValue| {
        let put = local.client().put_item().table_name("measurements");
        let put = put.item("sensor", AttributeValue::S("a".to_owned()));
        put.item("at", AttributeValue::N("0".to_owned())).item("note", note).send()
    };
    row(AttributeValue::Bool(true)).await.unwrap();
    let mut pages = table.query("a").page_size(3).limit(4).pages();
    assert!(pages.next_page().await.unwrap_err().is_decode());
    assert!(pages.next_page().await.unwrap_err().is_decode());
    row(AttributeValue::S("mended".to_owned())).await.unwrap();
    let times = |rows: Option<Vec<Measurement>>| rows.unwrap().iter().map(|row| row.at).collect::<Vec<_>>();
    assert_eq!(times(pages.next_page().await.unwrap()), [-20, -3, 0]);
    assert_eq!(times(pages.next_page().await.unwrap()), [9]);
    assert!(pages.next_page().await.unwrap().is_none());
}

#[tokio::test]
async fn a_row_of_a_stream_that_does_not_decode_is_an_error_and_the_others_follow() {
    let (local, table) = measurements().await;
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let put = local.client().put_item().table_name("measurements").item("sensor", text("a"));
    let put = put.item("at", AttributeValue::N("0".to_owned())).item("note", AttributeValue::Bool(true));
    put.send().await.unwrap();
    let rows: Vec<_> = table.query("a").stream().map(|row| row.map(|row| row.at)).collect().await;
    let rows: Vec<_> = rows.into_iter().map(|row| row.map_err(|error| error.is_decode())).collect();
    assert_eq!(rows, [Ok(-20), Ok(-3), Err(true), Ok(9), Ok(10), Ok(100)]);
}
