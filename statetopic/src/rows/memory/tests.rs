//! What one call and one transaction may hold, and what becomes of it.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_dynamo::{AttributeValue, Item};

use super::{MemoryFailure, MemoryFault, MemoryTables};
use crate::attribute::DocumentPath;
use crate::clock::Clock;
use crate::rows::action::Action;
use crate::rows::condition::{Comparison, Condition};
use crate::rows::error::{CancellationCode, RowsError};
use crate::rows::key::RowKey;
use crate::rows::operation::{Change, Get, RowOperation};
use crate::rows::query::{KeyCondition, KeyTest, QueryRequest};
use crate::rows::{Addition, Rows};
use crate::schema::{IndexSchema, KeyElement, ScalarType, TableSchema};

const TABLE: &str = "things";
const BY_TAG: IndexSchema = IndexSchema::global("by-tag", &[KeyElement::new("tag", ScalarType::S)]);
const BY_PLACE: IndexSchema = IndexSchema::local("by-place", &[KeyElement::new("id", ScalarType::S)])
    .with_sort_key(&[KeyElement::new("place", ScalarType::B)]);
const SCHEMA: TableSchema =
    TableSchema::new(TABLE, KeyElement::new("id", ScalarType::S)).with_ttl("expires").with_indexes(&[BY_TAG, BY_PLACE]);

fn tables() -> MemoryTables {
    let tables = MemoryTables::new(Clock::stopped_at(Duration::from_secs(1_000)));
    tables.create(TABLE, &SCHEMA);
    tables
}

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn n(number: u32) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

fn row(id: &str, attributes: impl IntoIterator<Item = (&'static str, AttributeValue)>) -> Item {
    let attributes = attributes.into_iter().map(|(name, value)| (name.to_owned(), value));
    Item::from(attributes.chain([("id".to_owned(), s(id))]).collect::<HashMap<_, _>>())
}

fn operation(id: &str, change: Change) -> RowOperation<'static> {
    let key = RowKey::text(id.to_owned());
    RowOperation { table: TABLE, key_names: (&SCHEMA).into(), key, change, condition: None }
}

fn put(id: &str, attributes: impl IntoIterator<Item = (&'static str, AttributeValue)>) -> RowOperation<'static> {
    operation(id, Change::Put(row(id, attributes)))
}

fn add(id: &str, delta: i128) -> RowOperation<'static> {
    let addition = Addition::new(delta.try_into().unwrap(), None);
    operation(id, Change::Update([(DocumentPath::named("count"), Action::Add(addition.into()))].into()))
}

fn only_if(mut operation: RowOperation<'static>, condition: Condition) -> RowOperation<'static> {
    operation.condition = Some(condition);
    operation
}

fn missing(name: &'static str) -> Condition {
    Condition::Missing(DocumentPath::named(name))
}

fn code<T>(result: Result<T, RowsError>) -> String {
    match result {
        Ok(_) => "done".to_owned(),
        Err(RowsError::Service { code, .. }) => code,
        Err(RowsError::Condition(old)) => format!("condition, {}", if old.is_some() { "a row" } else { "no row" }),
        Err(RowsError::Cancelled { reasons, .. }) => {
            let reasons = reasons.into_iter().map(|reason| match (reason.code, reason.old) {
                (CancellationCode::Refused(code), _) => code,
                (CancellationCode::ConditionFailed, Some(_)) => "condition, a row".to_owned(),
                (code, _) => format!("{code:?}"),
            });
            reasons.collect::<Vec<_>>().join("; ")
        }
        Err(RowsError::NoAnswer { .. } | RowsError::Unreachable) => "unreachable".to_owned(),
        Err(RowsError::TimedOut) => "timed out".to_owned(),
        Err(RowsError::InProgress | RowsError::Build | RowsError::Repeated { .. }) => "another".to_owned(),
    }
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn ids(tables: &MemoryTables) -> Vec<String> {
    let rows = tables.rows(TABLE).unwrap().into_iter();
    rows.map(|row| if let AttributeValue::S(id) = &row.inner()["id"] { id.clone() } else { panic!() }).collect()
}

#[test]
fn a_transaction_is_carried_out_whole_or_not_at_all() {
    let tables = tables();
    let rows = Rows::Memory(tables.clone());
    run(async {
        assert_eq!(code(rows.transact(&[put("a", []), add("b", 2)], None).await), "done");
        let refused = [only_if(put("c", []), missing("id")), only_if(add("b", 1), missing("count")), put("d", [])];
        assert_eq!(code(rows.transact(&refused, None).await), "None; condition, a row; None");
        assert_eq!(ids(&tables), ["a", "b"]);
    });
}

#[test]
fn a_transaction_has_a_hundred_operations_each_on_another_row() {
    let rows = Rows::Memory(tables());
    let puts = |count: u32| (0..count).map(|number| put(&number.to_string(), [])).collect::<Vec<_>>();
    run(async {
        assert_eq!(code(rows.transact(&puts(100), None).await), "done");
        assert_eq!(code(rows.transact(&puts(101), None).await), "ValidationException");
        assert_eq!(code(rows.transact(&[], None).await), "ValidationException");
        let twice = [only_if(put("0", []), missing("id")), add("0", 1)];
        assert_eq!(code(rows.transact(&twice, None).await), "ValidationException", "whatever their conditions say");
    });
}

#[test]
fn a_row_has_four_hundred_kilobytes_and_a_transaction_four_megabytes() {
    let rows = Rows::Memory(tables());
    let of_size = |id: &str, size: usize| put(id, [("text", s(&"x".repeat(size - 7)))]);
    run(async {
        assert_eq!(code(rows.write(of_size("a", 400 * 1024)).await), "done");
        assert_eq!(code(rows.write(of_size("a", 400 * 1024 + 1)).await), "ValidationException");
        assert_eq!(code(rows.transact(&[of_size("a", 400 * 1024 + 1)], None).await), "ValidationException");
        assert_eq!(code(rows.write(add("a", 7)).await), "ValidationException", "an update makes it too large");
        assert_eq!(code(rows.transact(&[put("b", []), add("a", 7)], None).await), "None; ValidationError");
        let large: Vec<_> = "abcdefghijk".chars().map(|id| of_size(&id.to_string(), 390 * 1024)).collect();
        assert_eq!(code(rows.transact(&large[..10], None).await), "done");
        assert_eq!(code(rows.transact(&large, None).await), "ValidationException");
    });
}

#[test]
fn a_token_is_known_for_ten_minutes() {
    let tables = tables();
    let rows = Rows::Memory(tables.clone());
    let count = || match &tables.rows(TABLE).unwrap()[0].inner()["count"] {
        AttributeValue::N(digits) => digits.clone(),
        _ => panic!(),
    };
    run(async {
        let refused = [only_if(add("a", 1), Condition::Exists(DocumentPath::named("id")))];
        assert_eq!(code(rows.transact(&refused, Some("token")).await), "ConditionFailed");
        for _ in 0..3 {
            assert_eq!(code(rows.transact(&[add("a", 1)], Some("token")).await), "done");
            assert_eq!(count(), "1", "what was not carried out leaves no token, and what was is not repeated");
        }
        let mismatch = rows.transact(&[add("a", 2)], Some("token")).await;
        assert_eq!(code(mismatch), "IdempotentParameterMismatchException");
        tables.clock().advance(Duration::from_mins(10));
        assert_eq!(code(rows.transact(&[add("a", 1)], Some("token")).await), "done");
        assert_eq!(count(), "2");
    });
}

#[test]
fn a_failed_condition_returns_the_row_and_changes_nothing() {
    let tables = tables();
    let rows = Rows::Memory(tables.clone());
    run(async {
        let exists = || Condition::Exists(DocumentPath::named("id"));
        assert_eq!(code(rows.write(only_if(add("a", 1), exists())).await), "condition, no row");
        assert_eq!(code(rows.write(only_if(put("a", []), missing("id"))).await), "done");
        assert_eq!(code(rows.write(only_if(operation("a", Change::Delete), missing("id"))).await), "condition, a row");
        let backwards = Condition::Between(DocumentPath::named("count"), n(2), n(1));
        assert_eq!(code(rows.write(only_if(add("a", 1), backwards)).await), "ValidationException");
        assert_eq!(tables.changes_count(TABLE).unwrap(), 1);
    });
}

#[test]
fn keys_are_those_of_the_schema() {
    let rows = Rows::Memory(tables());
    let numbered = Item::from(HashMap::from([("id".to_owned(), n(1))]));
    run(async {
        let refused = |operation| async { code(rows.write(operation).await) };
        assert_eq!(refused(operation("a", Change::Put(numbered.clone()))).await, "ValidationException");
        assert_eq!(refused(put("", [])).await, "ValidationException");
        assert_eq!(refused(put(&"x".repeat(2049), [])).await, "ValidationException");
        assert_eq!(refused(put("a", [("tag", n(1))])).await, "ValidationException", "the key of an index");
        assert_eq!(refused(put("a", [("tag", s(""))])).await, "ValidationException");
        let cancelled = [put("b", []), operation("a", Change::Put(numbered))];
        assert_eq!(code(rows.transact(&cancelled, None).await), "None; ValidationError");
        let cancelled = [put("b", []), put(&"x".repeat(2049), [])];
        assert_eq!(code(rows.transact(&cancelled, None).await), "None; ValidationError");
        assert_eq!(code(rows.transact(&[put("b", []), put("", [])], None).await), "ValidationException");
        let elsewhere = RowOperation { table: "others", ..put("a", []) };
        assert_eq!(refused(elsewhere).await, "ResourceNotFoundException");
    });
}

#[test]
fn keys_of_indexes_have_the_length_of_a_table_s() {
    let rows = Rows::Memory(tables());
    let set = |name, value| operation("a", Change::Update([(DocumentPath::named(name), Action::Set(value))].into()));
    let bytes = |length| AttributeValue::B(vec![0; length]);
    run(async {
        let values = |tag: usize, place| [("tag", s(&"x".repeat(tag))), ("place", bytes(place))];
        assert_eq!(code(rows.write(put("a", values(2048, 1024))).await), "done");
        for (tag, place) in [(2049, 1), (1, 1025)] {
            let long = || put("a", values(tag, place));
            assert_eq!(code(rows.write(long()).await), "ValidationException");
            assert_eq!(code(rows.transact(&[put("b", []), long()], None).await), "None; ValidationError");
        }
        for (name, value) in [("tag", s(&"x".repeat(2049))), ("place", bytes(1025))] {
            let long = || set(name, value.clone());
            assert_eq!(code(rows.write(long()).await), "ValidationException");
            let whatever_the_row_is = only_if(long(), missing("id"));
            assert_eq!(code(rows.write(whatever_the_row_is).await), "ValidationException");
            assert_eq!(code(rows.transact(&[put("b", []), long()], None).await), "None; ValidationError");
        }
        let empty = [put("b", []), put("c", [("tag", s(""))])];
        assert_eq!(code(rows.transact(&empty, None).await), "ValidationException");
        let empty = [put("b", []), set("tag", s(""))];
        assert_eq!(code(rows.transact(&empty, None).await), "ValidationException");
        assert_eq!(code(rows.write(set("note", s(&"x".repeat(5000)))).await), "done", "no index has it");
    });
}

#[test]
fn changes_are_logged_in_their_order_with_both_rows() {
    let tables = tables();
    let rows = Rows::Memory(tables.clone());
    run(async {
        for operation in [put("a", []), add("a", 1), operation("a", Change::Delete), operation("a", Change::Delete)] {
            assert_eq!(code(rows.write(operation).await), "done");
        }
        assert_eq!(code(rows.write(put("b", [("expires", n(999))])).await), "done");
    });
    assert_eq!(tables.sweep_ttl(), 1);
    let changes = tables.changes(TABLE, 0, usize::MAX).unwrap();
    let shown = changes.iter().map(|change| (change.old.is_some(), change.new.is_some(), change.expired));
    let expected =
        [(false, true, false), (true, true, false), (true, false, false), (false, true, false), (true, false, true)];
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    assert_eq!(changes[1].key, row("a", []));
    assert_eq!(tables.changes(TABLE, 1, 2).unwrap(), changes[1..3]);
    assert!(!format!("{changes:?}").contains("expires"));
}

#[test]
fn a_query_is_in_order_and_in_pages() {
    let tables = tables();
    let rows = Rows::Memory(tables.clone());
    for id in ["c", "a", "b"] {
        tables.put(TABLE, row(id, [("tag", s("red"))])).unwrap();
    }
    tables.put(TABLE, row("d", [])).unwrap();
    let key = |attribute, test| [KeyCondition { attribute, test }];
    let equal = |value| KeyTest::Compare(Comparison::Equal, value);
    run(async {
        let (keys, mut start, mut found) = (key("tag", equal(s("red"))), None, Vec::new());
        loop {
            let request = QueryRequest {
                table: TABLE,
                index: Some("by-tag"),
                keys: &keys,
                descending: true,
                consistent: false,
                limit: Some(2),
                start,
            };
            let Ok(page) = rows.query(request).await else { panic!() };
            found.extend(page.items.into_iter().map(|item| item.inner()["id"].clone()));
            start = page.next;
            if start.is_none() {
                break;
            }
        }
        assert_eq!(found, [s("c"), s("b"), s("a")]);
        for (index, keys, consistent) in [
            (Some("by-tag"), key("tag", equal(s(""))), false),
            (Some("by-tag"), key("tag", equal(s("red"))), true),
            (Some("by-tag"), key("id", equal(s("a"))), false),
            (Some("unknown"), key("tag", equal(s("red"))), false),
            (None, key("id", KeyTest::BeginsWith(s("a"))), false),
        ] {
            let request = QueryRequest {
                table: TABLE,
                index,
                keys: &keys,
                descending: false,
                consistent,
                limit: None,
                start: None,
            };
            assert_eq!(code(rows.query(request).await), "ValidationException");
        }
    });
}

#[test]
fn a_call_fails_as_the_policy_says_and_is_tried_again_as_the_sdk_does() {
    let tables = tables();
    let attempts = Arc::new(AtomicU32::new(0));
    let failing = |fault: MemoryFault, times: u32| {
        let attempts = Arc::clone(&attempts);
        attempts.store(0, Ordering::Relaxed);
        Rows::Memory(tables.clone().with_faults(move |call| {
            assert_eq!(call.attempt, attempts.fetch_add(1, Ordering::Relaxed) + 1);
            if call.attempt <= times { fault } else { MemoryFault::None }
        }))
    };
    run(async {
        let rows = failing(MemoryFault::After(MemoryFailure::Unreachable), 2);
        assert_eq!(code(rows.transact(&[add("a", 1)], None).await), "done");
        let key = RowKey::text("a".to_owned());
        let get = Get { table: TABLE, key_names: (&SCHEMA).into(), key: &key, consistent: true };
        let Ok(Some(row)) = Rows::Memory(tables.clone()).get(get).await else { panic!() };
        assert_eq!(row.inner()["count"], n(1), "one token for all attempts");
        for (failure, expected, tried) in [
            (MemoryFailure::Throttled, "ThrottlingException", 3),
            (MemoryFailure::TimedOut, "timed out", 3),
            (MemoryFailure::AccessDenied, "AccessDeniedException", 1),
            (MemoryFailure::Gone, "unreachable", 1),
        ] {
            let rows = failing(MemoryFault::Before(failure), 9);
            assert_eq!(code(rows.write(put("b", [])).await), expected);
            assert_eq!(attempts.load(Ordering::Relaxed), tried);
        }
        assert_eq!(ids(&tables), ["a"]);
    });
}

#[tokio::test(start_paused = true)]
async fn a_call_takes_its_time_and_is_carried_out_in_the_middle_of_it() {
    let tables = MemoryTables::new(Clock::tokio_from(Duration::from_secs(1_000)));
    tables.create(TABLE, &SCHEMA);
    let slow = Rows::Memory(tables.clone().with_latency(|call| {
        assert_eq!((call.operation, call.targets.len()), ("PutItem", 1));
        Duration::from_secs(10)
    }));
    assert_eq!(code(slow.write(put("a", [])).await), "done");
    let at = tables.changes(TABLE, 0, 1).unwrap()[0].at;
    assert_eq!((at.as_secs(), tables.clock().now().as_secs()), (1_005, 1_010));
}

#[tokio::test(start_paused = true)]
async fn a_call_without_an_answer_is_carried_out_after_its_caller_has_gone() {
    let tables = MemoryTables::new(Clock::tokio_from(Duration::from_secs(1_000)));
    tables.create(TABLE, &SCHEMA);
    for (id, carried_out) in [("late", Some(Duration::from_mins(1))), ("never", None)] {
        let rows = Rows::Memory(tables.clone().with_faults(move |_| MemoryFault::Unanswered(carried_out)));
        let gone = Duration::from_secs(1);
        assert!(tokio::time::timeout(gone, rows.write(put(id, []))).await.is_err());
        let operations = [put(&format!("{id}-in-a-transaction"), [])];
        assert!(tokio::time::timeout(gone, rows.transact(&operations, None)).await.is_err());
    }
    assert_eq!(ids(&tables), [""; 0]);
    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(ids(&tables), ["late", "late-in-a-transaction"]);
    let ats: Vec<u64> = tables.changes(TABLE, 0, 9).unwrap().iter().map(|change| change.at.as_secs()).collect();
    assert_eq!(ats, [1_060, 1_061], "when they were due, not when somebody looked");
}
