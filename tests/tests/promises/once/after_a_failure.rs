//! A record of a lane in which an earlier one fails, and what is asked of the ledger before a record is blamed.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use serde_json::json;
use statetopic::memory::{MemoryFailure, MemoryFault, MemoryTables};
use statetopic::prelude::*;
use statetopic::{Clock, Connections, Function, ReadModel as _, RecordOutcome, Subscriber};
use statetopic_tests::event::{Change, event, sequence_number};

#[read_model(table = "after-orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    amount: i64,
}

#[read_model(table = "after-totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Total {
    #[partition_key]
    name: String,
    #[serde(default)]
    sum: u32,
}

fn tables() -> MemoryTables {
    let tables = MemoryTables::new(Clock::wall());
    tables.create("totals", &Total::SCHEMA);
    tables.create("ledger", &statetopic::ledger::SCHEMA);
    tables
}

async fn function<S: Subscriber>(tables: &MemoryTables) -> Function<S> {
    Function::connect(&Connections::memory(tables.environment(), tables.clone())).await.unwrap()
}

fn insert(number: u32, id: &str) -> Change {
    Change::insert(number, id, json!({ "amount": { "N": "1" } }))
}

/// What becomes of each record; of one that fails, its text.
async fn outcomes<S: Subscriber>(function: &Function<S>, event: &[u8], left: Option<Duration>) -> Vec<String> {
    let mut outcomes = Vec::new();
    let observe = |event: &statetopic::OutcomeEvent<'_>| {
        let outcome = match event.outcome {
            RecordOutcome::Failed(failure) => failure.to_string(),
            other => other.name().to_owned(),
        };
        outcomes.push((event.ordinal, outcome));
    };
    let response = function.invoke_observed(event, left, observe).await.unwrap();
    outcomes.sort();
    let undone = outcomes.iter().find(|(_, outcome)| outcome != "Done" && outcome != "Duplicate");
    let number = |ordinal: usize| sequence_number(u32::try_from(ordinal).unwrap() + 1);
    assert_eq!(response.checkpoint(), undone.map(|(ordinal, _)| number(*ordinal)).as_deref());
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

static ANOTHER_WORLD: AtomicBool = AtomicBool::new(false);
static CALLED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

#[subscriber(library, on(Inserted))]
fn changes_its_mind(change: StateChange<Order>) -> Result<Writes<Total>> {
    let StateChange::Inserted { key, new } = change else { return Ok(Writes::new()) };
    CALLED.lock().unwrap().insert(key.id.clone());
    if key.id == "b" && ANOTHER_WORLD.load(Ordering::SeqCst) {
        return Err("another world".into());
    }
    Ok(Writes::new().update(TotalKey { name: key.id }.update().add(|a| a.sum, new.amount)))
}

/// The second record was committed before: that is found after the commit of the first has failed.
#[tokio::test(start_paused = true)]
async fn no_record_is_started_behind_a_duplicate_whose_lane_has_ended() {
    let healthy = tables();
    let (a, b, c) = (insert(1, "a"), insert(2, "b"), insert(3, "c"));
    let first = function::<ChangesItsMindSubscriber>(&healthy).await;
    first.invoke(&event([b.clone()]), None).await.unwrap();
    ANOTHER_WORLD.store(true, Ordering::SeqCst);
    CALLED.lock().unwrap().clear();
    let faulty = healthy.with_faults(|call| match (call.operation, call.attempt) {
        ("TransactWriteItems", _) => MemoryFault::Before(MemoryFailure::AccessDenied),
        // The look-up takes longer.
        ("GetItem", 1 | 2) => MemoryFault::Before(MemoryFailure::Throttled),
        _ => MemoryFault::None,
    });
    let second = function::<ChangesItsMindSubscriber>(&faulty).await;
    let outcomes = outcomes(&second, &event([a, b, c]), None).await;
    assert!(outcomes[0].contains("AccessDenied"), "{outcomes:?}");
    assert_eq!(outcomes[1..], ["Duplicate", "NotStarted"]);
    assert_eq!(CALLED.lock().unwrap().iter().collect::<Vec<_>>(), ["a", "b"]);
}

static WRITES: AtomicI64 = AtomicI64::new(1);

/// As many writes as the world says; none is an error.
#[subscriber(library, on(Inserted))]
fn many_writes(change: StateChange<Order>) -> Result<Writes<Total>> {
    let writes = WRITES.load(Ordering::SeqCst);
    if writes == 0 {
        return Err(format!("no writes for a {}", change.kind()).into());
    }
    let update = |row: i64| TotalKey { name: row.to_string() }.update().add(|a| a.sum, 1);
    Ok((0..writes).map(update).collect())
}

/// Its function's writes, or its function's error, are not to blame where nobody knows whether it was committed before.
#[tokio::test(start_paused = true)]
async fn a_record_that_cannot_be_looked_up_fails_by_the_look_up() {
    let healthy = tables();
    let first = function::<ManyWritesSubscriber>(&healthy).await;
    let batch = event([insert(1, "a")]);
    assert_eq!(outcomes(&first, &batch, None).await, ["Done"]);
    for writes in [0, 120] {
        WRITES.store(writes, Ordering::SeqCst);
        assert_eq!(outcomes(&first, &batch, None).await, ["Duplicate"]);
        let with = |fault| {
            healthy.clone().with_faults(move |call| match call.operation {
                "GetItem" => fault,
                _ => MemoryFault::None,
            })
        };
        let throttled = function::<ManyWritesSubscriber>(&with(MemoryFault::Before(MemoryFailure::Throttled))).await;
        let told = outcomes(&throttled, &batch, None).await;
        assert!(told[0].contains("GetItem") && told[0].contains("ThrottlingException"), "{writes}: {told:?}");
        let silent = function::<ManyWritesSubscriber>(&with(MemoryFault::Unanswered(None))).await;
        let told = outcomes(&silent, &batch, Some(Duration::from_secs(3))).await;
        assert!(told[0].contains("not known to be committed"), "{writes}: {told:?}");
    }
}
