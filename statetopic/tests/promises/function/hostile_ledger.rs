//! `Writes`, on tables in memory, of functions and callers that make it hard for them.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use serde_dynamo::{AttributeValue, Item};
use serde_json::Value;
use statetopic::memory::{MemoryFailure, MemoryFault, MemoryTables};
use statetopic::prelude::*;
use statetopic::{Clock, Connections, Function, ReadModel as _, ledger};

use super::fifo::with_body;
use super::journal::Then::Succeed;
use super::journal::{Step, event, step};

#[read_model(table = "sums")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sums {
    #[partition_key]
    id: String,
    #[serde(default)]
    sum: u64,
    #[index("by-group", partition)]
    #[serde(default)]
    group: Option<String>,
    #[ttl]
    expires_at: Option<EpochSeconds>,
}

fn one_more() -> Writes<Sums> {
    Writes::new().update(SumsKey { id: "all".to_owned() }.update().add(|a| a.sum, 1))
}

#[subscriber(library)]
fn sum_up(_: StateChange<Step>) -> Writes<Sums> {
    one_more()
}

fn tables() -> MemoryTables {
    let tables = MemoryTables::new(Clock::wall());
    tables.create("sums", &Sums::SCHEMA);
    tables.create("ledger", &ledger::SCHEMA);
    tables
}

fn sum(tables: &MemoryTables) -> Option<AttributeValue> {
    tables.rows("sums").unwrap().pop().and_then(|row| row.into_inner().remove("sum"))
}

#[expect(clippy::unnecessary_wraps, reason = "as a map answers")]
fn n(number: usize) -> Option<AttributeValue> {
    Some(AttributeValue::N(number.to_string()))
}

static IS_SECOND: AtomicBool = AtomicBool::new(false);

#[derive(Debug)]
struct Explosive;

impl fmt::Display for Explosive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("explosive")
    }
}

impl Error for Explosive {}

impl Drop for Explosive {
    fn drop(&mut self) {
        panic!("on purpose");
    }
}

/// Succeeds once, and fails when its record comes again.
#[subscriber(library)]
fn succeed_once(_: StateChange<Step>) -> Result<Writes<Sums>> {
    if IS_SECOND.swap(true, Ordering::Relaxed) { Err(Explosive.into()) } else { Ok(one_more()) }
}

#[tokio::test]
async fn a_duplicate_whose_error_cannot_be_dropped_is_a_duplicate() {
    let tables = tables();
    let connections = Connections::memory(tables.environment(), tables.clone());
    let function = Function::<SucceedOnceSubscriber>::connect(&connections).await.unwrap();
    for expected in ["Done", "Duplicate"] {
        let (event, mut outcomes) = (event(&[step("1", Succeed)]), Vec::new());
        let told = function.invoke_observed(&event, None, |event| outcomes.push(event.outcome.name()));
        assert_eq!(told.await.unwrap().checkpoint(), None);
        assert_eq!(outcomes, [expected]);
    }
    assert_eq!(sum(&tables), n(1));
}

#[test]
fn one_function_that_many_threads_call_with_the_same_events_counts_each_record_once() {
    let tables = tables();
    let connections = Connections::memory(tables.environment(), tables.clone());
    let tokio = || tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let function = tokio().block_on(Function::<SumUpSubscriber>::connect(&connections)).unwrap();
    let function = Arc::new(function.with_concurrency(7));
    let records: Vec<Value> = (1..=40).map(|number: u32| step(&number.to_string(), Succeed)).collect();
    let event = event(&records);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                let response = tokio().block_on(function.invoke(&event, None)).unwrap();
                assert_eq!(response.checkpoint(), None);
            });
        }
    });
    assert_eq!(sum(&tables), n(40));
}

#[tokio::test]
async fn a_package_whose_answer_is_lost_is_not_repeated_and_ends_its_lane() {
    let tables = tables();
    let is_lost = AtomicBool::new(true);
    let faulty = tables.clone().with_faults(move |call| match call.operation {
        "TransactWriteItems" if is_lost.swap(false, Ordering::Relaxed) => MemoryFault::After(MemoryFailure::Gone),
        _ => MemoryFault::None,
    });
    let function =
        Function::<SumUpSubscriber>::connect(&Connections::memory(tables.environment(), faulty)).await.unwrap();
    let mut second = step("2", Succeed);
    second["dynamodb"]["Keys"]["id"]["S"] = "1".into();
    let event = event(&[step("1", Succeed), second]);
    // Both are in one package: the item's row has the second, and with it what is before.
    for expected in [["Failed", "NotStarted"], ["Superseded", "Duplicate"]] {
        let mut outcomes = Vec::new();
        function.invoke_observed(&event, None, |event| outcomes.push(event.outcome.name())).await.unwrap();
        assert_eq!(outcomes, expected);
    }
    assert_eq!(sum(&tables), n(2));
}

#[tokio::test]
async fn a_record_that_two_groups_bring_at_once_counts_once() {
    let tables = tables();
    let connections = Connections::memory(tables.environment(), tables.clone());
    let function = Function::<SumUpSubscriber>::connect(&connections).await.unwrap();
    let body = step("1", Succeed).to_string();
    let messages = [with_body("a", "one", &body), with_body("b", "two", &body), with_body("a", "one", &body)];
    let response = function.invoke(&event(&messages), None).await.unwrap();
    assert_eq!((response.identifiers().count(), sum(&tables)), (0, n(1)));
}

#[tokio::test]
async fn ten_thousand_records_at_once_are_counted() {
    for concurrency in [0, 1, usize::MAX] {
        let tables = tables();
        let connections = Connections::memory(tables.environment(), tables.clone());
        let function = Function::<SumUpSubscriber>::connect(&connections).await.unwrap();
        let function = function.with_concurrency(concurrency);
        let records: Vec<Value> = (1..=2_000).map(|number: u32| step(&number.to_string(), Succeed)).collect();
        let start = std::time::Instant::now();
        assert_eq!(function.invoke(&event(&records), None).await.unwrap().checkpoint(), None);
        eprintln!("{concurrency} at once: {:?}", start.elapsed());
        assert_eq!(sum(&tables), n(2_000));
    }
}

/// Changes of 300 items, each added to one row, a thousand in an event.
#[tokio::test]
async fn a_transaction_has_the_writes_of_many_records() {
    for concurrency in [1, 16] {
        let (tables, transactions) = (tables(), Arc::new(AtomicU32::new(0)));
        let counted = Arc::clone(&transactions);
        let counting = tables.clone().with_faults(move |call| {
            counted.fetch_add(u32::from(call.operation == "TransactWriteItems"), Ordering::Relaxed);
            MemoryFault::None
        });
        let connections = Connections::memory(tables.environment(), counting);
        let function = Function::<SumUpSubscriber>::connect(&connections).await.unwrap();
        let function = function.with_concurrency(concurrency);
        let change = |number: u32| {
            let mut record = step(&number.to_string(), Succeed);
            record["dynamodb"]["Keys"]["id"]["S"] = (number * 7 % 300).to_string().into();
            record
        };
        let records: Vec<Value> = (1..=10_000).map(change).collect();
        for _ in 0..2 {
            for batch in records.chunks(1_000) {
                assert_eq!(function.invoke(&event(batch), None).await.unwrap().checkpoint(), None);
            }
            assert_eq!(sum(&tables), n(10_000));
            eprintln!("{concurrency} at once: {transactions:?} transactions");
        }
        // The second time each package is refused once, by its items' rows.
        assert!(transactions.load(Ordering::Relaxed) <= 2 * 400, "{transactions:?} for 20,000 deliveries");
    }
}

fn row(attributes: impl IntoIterator<Item = (&'static str, AttributeValue)>) -> Item {
    let id = [("id", AttributeValue::S("all".to_owned()))];
    id.into_iter().chain(attributes).map(|(name, value)| (name.to_owned(), value)).collect::<HashMap<_, _>>().into()
}

#[test]
fn another_programs_row_that_dynamodb_would_refuse_is_refused() {
    for refused in [("note", AttributeValue::S("x".repeat(500_000))), ("group", AttributeValue::N("1".to_owned()))] {
        assert!(tables().put("sums", row([refused])).is_err());
    }
}

/// DynamoDB takes a time that is longer ago for a mistake.
#[test]
fn a_row_whose_time_came_more_than_five_years_ago_stays() {
    let year = Duration::from_hours(365 * 24);
    let tables = MemoryTables::new(Clock::stopped_at(50 * year));
    tables.create("sums", &Sums::SCHEMA);
    for (years, swept) in [(0, 0), (44, 0), (46, 1), (51, 0)] {
        let time = AttributeValue::N((years * year).as_secs().to_string());
        tables.put("sums", row([("expires_at", time)])).unwrap();
        assert_eq!(tables.sweep_ttl(), swept, "{years}");
    }
}
