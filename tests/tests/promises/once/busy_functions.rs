//! A function that reads nothing, never waits and takes its time: each invocation commits some of what it was called for.

use std::time::Duration;

use serde_json::json;
use statetopic::memory::MemoryTables;
use statetopic::prelude::*;
use statetopic::{Clock, Connections, FailureKind, Function, ReadModel as _, RecordOutcome};
use statetopic_tests::event::{Change, event, sequence_number};

#[read_model(table = "busy-orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    milliseconds: u64,
}

#[read_model(table = "busy-totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Total {
    #[partition_key]
    name: String,
    #[serde(default)]
    sum: u32,
}

/// It has the processor for as long as its record says.
#[subscriber(library, on(Inserted))]
fn compute(change: StateChange<Order>) -> Writes<Total> {
    let StateChange::Inserted { key, new } = change else { return Writes::new() };
    std::thread::sleep(Duration::from_millis(new.milliseconds));
    Writes::new().update(TotalKey { name: key.id }.update().add(|a| a.sum, 1))
}

/// How many records of each invocation are done, and how many were called for without being committed in time. Each has a second,
/// a call takes so many milliseconds, and a commit 80.
async fn invocations(milliseconds: u64) -> (Vec<u32>, usize) {
    let tables = MemoryTables::new(Clock::wall());
    tables.create("totals", &Total::SCHEMA);
    tables.create("ledger", &statetopic::ledger::SCHEMA);
    let tables = tables.with_latency(|_| Duration::from_millis(80));
    let connections = Connections::memory(tables.environment(), tables);
    let function = Function::<ComputeSubscriber>::connect(&connections).await.unwrap();
    let image = json!({ "milliseconds": { "N": milliseconds.to_string() } });
    let insert = |number: u32| Change::insert(number, &format!("item-{number}"), image.clone());
    let (mut done, mut late, mut next) = (Vec::new(), 0, 1);
    for _ in 0..2 {
        let batch = event((next..=500).map(insert));
        let observe = |event: &statetopic::OutcomeEvent<'_>| {
            let RecordOutcome::Failed(failure) = event.outcome else { return };
            late += usize::from(failure.kind() == FailureKind::CommitDeadline);
        };
        let response = function.invoke_observed(&batch, Some(Duration::from_secs(1)), observe).await.unwrap();
        let checkpoint = response.checkpoint().expect("they take longer").to_owned();
        let first = (next..=500).find(|number| sequence_number(*number) == checkpoint).unwrap();
        done.push(first - next);
        next = first;
    }
    (done, late)
}

#[tokio::test]
async fn writes_that_fill_no_transaction_are_committed_before_the_deadline() {
    let (done, late) = invocations(20).await;
    assert!(done.iter().all(|done| *done > 0), "{done:?}");
    println!("{done:?} done, {late} late");
}

#[tokio::test]
async fn a_full_transaction_is_under_way_while_the_function_goes_on() {
    let (done, late) = invocations(4).await;
    assert!(done.iter().all(|done| *done >= 50), "{done:?}");
    println!("{done:?} done, {late} late");
}
