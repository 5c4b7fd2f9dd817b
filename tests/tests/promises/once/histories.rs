//! `Writes` change their tables once, whatever fails and however often a record comes: random histories.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use statetopic::subscriber::StartingPosition;
use statetopic::{Function, Subscriber as _};
use statetopic_local::simulate::Random;
use statetopic_local::{
    Call, Delivery, FaultAction, FaultKind, InProcess, Invoke, InvokeError, Local, LocalError, MappingError,
    MappingSettings,
};
use statetopic_tests::depots::{DepotParcel, DepotTotals, DeriveDepotsSubscriber, Parcel, Traffic};
use statetopic_tests::recount::Depots;
use statetopic_tests::store::Store;
use statetopic_tests::{on_both_stores, patiently};

/// Few parcels, so that items and depots meet often.
const PARCELS: u32 = 12;

/// Histories that a property is tried on.
const CASES: u32 = 12;

/// Maximum number of runs of a stream that blocks, before the test fails.
const RUNS: u32 = 100;

on_both_stores! {
    #[test] fn faults_between_function_and_database_change_nothing;
    #[test] fn a_process_that_is_killed_anywhere_changes_nothing;
    #[tokio::test] async fn every_commit_may_be_the_last_of_its_process;
    #[test] fn another_order_across_items_changes_nothing;
}

/// The tables, and some writes to the source.
async fn history(store: Store, seed: u64, writes: u32) -> Local {
    let local = store.start();
    local.create::<Parcel>().await.unwrap();
    local.create::<DepotTotals>().await.unwrap();
    local.create::<DepotParcel>().await.unwrap();
    local.create_table(&statetopic::ledger::SCHEMA).await.unwrap();
    let mut traffic = Traffic::seeded(seed, PARCELS);
    for _ in 0..writes {
        traffic.write(local.engine());
    }
    local
}

async fn function(local: &Local) -> InProcess<DeriveDepotsSubscriber> {
    InProcess::connect(&local.connections_named(DeriveDepotsSubscriber::DEFINITION.id)).await.unwrap()
}

fn attach(local: &Local, function: impl Invoke + 'static, batch_size: u16, delivery: Delivery) {
    let settings = MappingSettings::new(batch_size, StartingPosition::TrimHorizon).with_delivery(delivery);
    local.attach(local.stream::<Parcel>().unwrap(), function, settings).unwrap();
}

/// Runs the mapping until all is done, however often it stops on the way.
async fn settle(local: &Local) {
    for _ in 0..RUNS {
        match local.settle().await {
            Ok(_) => return,
            Err(error) => assert!(is_blocked(&error), "{error}"),
        }
    }
    panic!("not done after {RUNS} runs");
}

fn is_blocked(error: &LocalError) -> bool {
    error.mapping().is_some_and(MappingError::is_blocked)
}

async fn assert_derived(local: &Local) {
    local.engine().heal();
    let (source, derived) = (Depots::of_source(&local.client()).await, Depots::as_derived(&local.client()).await);
    assert_eq!(derived, source);
}

/// Tries a property on random inputs and shows the simplest that refutes it.
fn check<S: Strategy>(inputs: S, property: impl AsyncFn(S::Value)) {
    let config = Config { cases: CASES, failure_persistence: None, max_shrink_time: 20_000, ..Config::default() };
    let case = |input| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(patiently("a history", property(input)));
        Ok(())
    };
    TestRunner::new(config).run(&inputs, case).unwrap_or_else(|error| panic!("{error}"));
}

/// Whether a call is a commit of the subscriber's.
fn is_commit(call: &Call<'_>) -> bool {
    call.client() == DeriveDepotsSubscriber::DEFINITION.id && call.operation() == "TransactWriteItems"
}

/// What goes wrong with one of three commits: before or after it is carried out, for a moment or for good.
fn fault(random: &mut Random) -> FaultAction {
    let kinds = [FaultKind::Throttling, FaultKind::ServerError, FaultKind::ConnectionReset, FaultKind::Timeout];
    match random.below(12) {
        0 => FaultAction::FailAfter(FaultKind::Crash),
        1 => FaultAction::FailAfter(*random.choose(&kinds)),
        2 => FaultAction::FailBefore(FaultKind::Crash),
        3 => FaultAction::FailBefore(*random.choose(&kinds)),
        _ => FaultAction::Pass,
    }
}

fn faults_between_function_and_database_change_nothing(store: Store) {
    let faults = Arc::new(AtomicU32::new(0));
    check((any::<u64>(), 20..100_u32, 1..40_u16, any::<bool>()), async |(seed, writes, batch_size, twice)| {
        let local = history(store, seed, writes).await;
        let delivery = if twice { Delivery::Twice } else { Delivery::Once };
        attach(&local, function(&local).await, batch_size, delivery);
        let (random, met) = (Mutex::new(Random::seeded(seed)), Arc::clone(&faults));
        local.engine().inject(move |call| {
            let fault = if is_commit(call) { fault(&mut random.lock().unwrap()) } else { FaultAction::Pass };
            met.fetch_add(u32::from(fault != FaultAction::Pass), Ordering::Relaxed);
            fault
        });
        settle(&local).await;
        assert_derived(&local).await;
    });
    assert!(faults.load(Ordering::Relaxed) > CASES, "faults were met");
}

/// A function whose process is killed at a random point of an invocation, or after the last.
struct Mortal<I> {
    function: I,
    random: Mutex<Random>,
    deaths: Arc<AtomicU32>,
}

impl<I: Invoke> Invoke for Mortal<I> {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        // A commit takes some polls: before it is carried out, and before its answer is read. Several records are in one.
        let records = serde_json::from_slice::<Value>(event).unwrap()["Records"].as_array().unwrap().len();
        let mut polls = self.random.lock().unwrap().below(u32::try_from(records).unwrap() + 8);
        let mut invocation = Box::pin(self.function.invoke(event));
        let killed = poll_fn(|context| {
            if polls == 0 {
                return Poll::Ready(None);
            }
            polls -= 1;
            invocation.as_mut().poll(context).map(Some)
        });
        match killed.await {
            Some(answer) => answer,
            None => {
                self.deaths.fetch_add(1, Ordering::Relaxed);
                Err(InvokeError::new("killed"))
            }
        }
    }
}

fn a_process_that_is_killed_anywhere_changes_nothing(store: Store) {
    let deaths = Arc::new(AtomicU32::new(0));
    check((any::<u64>(), 20..100_u32, 1..40_u16), async |(seed, writes, batch_size)| {
        let local = history(store, seed, writes).await;
        let random = Mutex::new(Random::seeded(seed));
        let mortal = Mortal { function: function(&local).await, random, deaths: Arc::clone(&deaths) };
        attach(&local, mortal, batch_size, Delivery::Once);
        settle(&local).await;
        assert_derived(&local).await;
    });
    assert!(deaths.load(Ordering::Relaxed) > CASES, "only {deaths:?} processes were killed");
}

async fn every_commit_may_be_the_last_of_its_process(store: Store) {
    // A record a transaction, and several.
    for (batch_size, least) in [(1, 10), (3, 3)] {
        every_commit_of_batches_may_be_the_last(store, batch_size, least).await;
    }
}

async fn every_commit_of_batches_may_be_the_last(store: Store, batch_size: u16, least: u32) {
    for last in 0.. {
        let local = history(store, 7, 20).await;
        attach(&local, function(&local).await, batch_size, Delivery::Once);
        let commits = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&commits);
        local.engine().inject(move |call| match is_commit(call) && counter.fetch_add(1, Ordering::Relaxed) == last {
            true => FaultAction::FailAfter(FaultKind::Crash),
            false => FaultAction::Pass,
        });
        settle(&local).await;
        assert_derived(&local).await;
        if commits.load(Ordering::Relaxed) <= last {
            assert!(last > least, "there were only {last} commits to be the last, {batch_size} records each");
            return;
        }
    }
}

fn another_order_across_items_changes_nothing(store: Store) {
    check((any::<u64>(), 20..100_u32), async |(seed, writes)| {
        let local = history(store, seed, writes).await;
        let event: Value = serde_json::from_slice(&local.changes_of::<Parcel>().unwrap().to_json()).unwrap();
        let records: Vec<Value> = serde_json::from_value(event["Records"].clone()).unwrap();
        let function = Function::<DeriveDepotsSubscriber>::connect(&local.connections()).await.unwrap();
        let mut random = Random::seeded(seed);
        // Half of one order, then other orders in full: what is known is left out, what is new is done.
        for percent in [50, 100, 100] {
            let mut records = interleave(&records, &mut random);
            records.truncate(records.len() * percent / 100);
            let event = json!({ "Records": records }).to_string();
            let response = function.invoke(event.as_bytes(), None).await.unwrap();
            assert_eq!(response.checkpoint(), None);
        }
        assert_derived(&local).await;
    });
}

/// The records in a random order that keeps the order of each item.
fn interleave(records: &[Value], random: &mut Random) -> Vec<Value> {
    let mut items: Vec<(Value, VecDeque<Value>)> = Vec::new();
    for record in records {
        let key = &record["dynamodb"]["Keys"];
        match items.iter_mut().find(|(item, _)| item == key) {
            Some((_, changes)) => changes.push_back(record.clone()),
            None => items.push((key.clone(), VecDeque::from([record.clone()]))),
        }
    }
    let mut interleaved = Vec::new();
    while !items.is_empty() {
        let place = random.below(u32::try_from(items.len()).unwrap()) as usize;
        match items[place].1.pop_front() {
            Some(record) => interleaved.push(record),
            None => drop(items.swap_remove(place)),
        }
    }
    interleaved
}
