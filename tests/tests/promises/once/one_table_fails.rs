//! A table that is out of reach for some records: the others are committed, whatever lane of the event they are in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use statetopic::memory::{MemoryFailure, MemoryFault, MemoryTables};
use statetopic::prelude::*;
use statetopic::{Clock, Connections, Function, ReadModel as _, RecordOutcome};
use statetopic_tests::event::{Change, event, sequence_number};
use statetopic_tests::message::{Message, message_id, messages};

#[read_model(table = "reach-orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    amount: i64,
}

#[read_model(table = "reach-left")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct LeftRow {
    #[partition_key]
    name: String,
    #[serde(default)]
    sum: u32,
}

#[read_model(table = "reach-right")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct RightRow {
    #[partition_key]
    name: String,
    #[serde(default)]
    sum: u32,
}

/// To the left where the id begins so, else to the right.
#[subscriber(library, on(Inserted))]
fn sort_out(change: StateChange<Order>) -> Writes<(LeftRow, RightRow)> {
    let StateChange::Inserted { key, new } = change else { return Writes::new() };
    let writes = Writes::new();
    match key.id.starts_with("left") {
        true => writes.update(LeftRowKey { name: key.id }.update().add(|a| a.sum, new.amount)),
        false => writes.update(RightRowKey { name: key.id }.update().add(|a| a.sum, new.amount)),
    }
}

fn insert(number: u32, id: &str) -> Change {
    Change::insert(number, id, json!({ "amount": { "N": "1" } }))
}

/// The function on tables of which the right one fails, and how many transactions it has asked for.
async fn function(failure: MemoryFailure) -> (Function<SortOutSubscriber>, Arc<AtomicU32>) {
    let tables = MemoryTables::new(Clock::wall());
    tables.create("left", &LeftRow::SCHEMA);
    tables.create("right", &RightRow::SCHEMA);
    tables.create("ledger", &statetopic::ledger::SCHEMA);
    let transactions = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&transactions);
    let tables = tables.with_faults(move |call| {
        counted.fetch_add(u32::from(call.operation == "TransactWriteItems" && call.attempt == 1), Ordering::Relaxed);
        match call.targets.iter().any(|target| target.table == "right") {
            true => MemoryFault::Before(failure),
            false => MemoryFault::None,
        }
    });
    let connections = Connections::memory(tables.environment(), tables.clone());
    (Function::connect(&connections).await.unwrap(), transactions)
}

/// What becomes of each record, and what is not done.
async fn outcomes(function: &Function<SortOutSubscriber>, event: &[u8]) -> (Vec<String>, Vec<String>) {
    let mut outcomes = Vec::new();
    let observe = |event: &statetopic::OutcomeEvent<'_>| {
        let outcome = match event.outcome {
            RecordOutcome::Failed(failure) => format!("{:?}", failure.kind()),
            other => other.name().to_owned(),
        };
        outcomes.push((event.ordinal, outcome));
    };
    let response = function.invoke_observed(event, None, observe).await.unwrap();
    outcomes.sort();
    (outcomes.into_iter().map(|(_, outcome)| outcome).collect(), response.identifiers().map(str::to_owned).collect())
}

#[tokio::test(start_paused = true)]
async fn a_message_group_whose_table_fails_keeps_no_other_group_from_its_own() {
    use MemoryFailure::{AccessDenied, Conflict, ServerError, Throttled, TimedOut};
    for failure in [AccessDenied, Conflict, ServerError, Throttled, TimedOut] {
        let (function, _) = function(failure).await;
        let batch = messages([
            Message::of(1, "a", insert(1, "left-1")),
            Message::of(2, "b", insert(2, "right-2")),
            Message::of(3, "c", insert(3, "left-3")),
            Message::of(4, "b", insert(4, "left-4")),
        ]);
        let (outcomes, kept) = outcomes(&function, &batch).await;
        assert_eq!(outcomes, ["Done", "Commit", "Done", "NotStarted"], "{failure:?}");
        assert_eq!(kept, [message_id(2), message_id(4)], "{failure:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_group_of_another_table_is_done_however_many_fail_before_it() {
    let (function, _) = function(MemoryFailure::AccessDenied).await;
    let right = (1..=9).map(|number| Message::of(number, &format!("group-{number}"), insert(number, "right")));
    let batch = messages(right.chain([Message::of(10, "left", insert(10, "left"))]));
    let (outcomes, _) = outcomes(&function, &batch).await;
    assert_eq!(outcomes[8..], ["Commit", "Done"], "{outcomes:?}");
}

#[tokio::test(start_paused = true)]
async fn the_records_of_a_stream_before_the_one_whose_table_fails_are_done() {
    let (function, _) = function(MemoryFailure::AccessDenied).await;
    let left = (1..=9).map(|number| insert(number, &format!("left-{number}")));
    let batch = event(left.chain([insert(10, "right-10"), insert(11, "left-11")]));
    let (outcomes, response) = outcomes(&function, &batch).await;
    assert_eq!(response, [sequence_number(10)]);
    assert_eq!(outcomes[8..], ["Done", "Commit", "NotStarted"]);
}

/// An item is a lane of its own here.
#[tokio::test(start_paused = true)]
async fn the_first_record_of_a_lane_is_told_why_it_is_not_done() {
    for failure in [MemoryFailure::AccessDenied, MemoryFailure::Throttled] {
        let (function, transactions) = function(failure).await;
        let function = function.with_concurrency(50);
        let right: Vec<Change> = (1..=40).map(|number| insert(number, &format!("right-{}", number % 20))).collect();
        let (outcomes, response) = outcomes(&function, &event(right)).await;
        assert_eq!(response, [sequence_number(1)]);
        let (first, second) = outcomes.split_at(20);
        assert!(first.iter().all(|outcome| outcome == "Commit"), "{first:?}");
        assert!(second.iter().all(|outcome| outcome == "NotStarted"), "{second:?}");
        let transactions = transactions.load(Ordering::Relaxed);
        assert!(transactions <= 8, "{transactions} transactions for 20 lanes, none of which can go on");
    }
}
