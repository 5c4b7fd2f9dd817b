//! Redrives: in order, beside live traffic, and what they leave.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use super::event::event;
use serde_dynamo::AttributeValue;
use statetopic::memory::MemoryFault;
use statetopic::prelude::*;
use statetopic::{Connections, ParkedError, ParkedItem, ParkedRecords};

use super::harness::{Parcel, Sum, World, added, change, run};

/// The amounts below which it fails.
static FAILS_BELOW: AtomicI64 = AtomicI64::new(0);

#[subscriber(library, id = "poison/redrive", on_error = park, max_attempts = 1)]
fn redriven(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    match change.new().map_or(0, |new| new.amount) {
        amount if amount < FAILS_BELOW.load(Ordering::SeqCst) => Err("not yet".into()),
        _ => Ok(added(&change)),
    }
}

#[tokio::test(start_paused = true)]
async fn a_redrive_runs_in_order_up_to_a_failure_and_a_further_one_goes_on() {
    let world = World::of::<RedrivenSubscriber>();
    let function = world.function::<RedrivenSubscriber>().await;
    FAILS_BELOW.store(100, Ordering::SeqCst);
    let amounts = [50, 60, 10, 70];
    run(&function, &event(amounts.iter().zip(1..).map(|(amount, number)| change(number, "a", *amount))), None).await;
    let parked = world.parked::<RedrivenSubscriber>().await;
    let items = parked.items().await.unwrap();
    assert_eq!((items.len(), items[0].records), (1, 4));
    let records = parked.records(&items[0]).await.unwrap();
    let read: Vec<i64> = records
        .iter()
        .map(|record| record.record.as_ref().unwrap().as_ref().unwrap().change().new().unwrap().amount)
        .collect();
    assert_eq!(read, amounts);
    FAILS_BELOW.store(40, Ordering::SeqCst);
    let dry = parked.dry_run(&items[0]).await.unwrap();
    assert_eq!(dry.iter().map(|run| run.outcome.is_ok()).collect::<Vec<_>>(), [true, true, false, true]);
    assert!(world.amounts().is_empty(), "a dry run writes nothing");
    let redriven = parked.redrive(&items[0]).await.unwrap();
    assert_eq!((redriven.done, redriven.failure.map(|failure| failure.attempt().unwrap().number)), (2, Some(1)));
    assert_eq!(world.amounts()["a"], [50, 60]);
    // What was redriven is done, wherever else it comes from; what is parked still is.
    let again = event(amounts.iter().zip(1..).map(|(amount, number)| change(number, "a", *amount)));
    assert_eq!(run(&function, &again, None).await.0, ["Duplicate", "Duplicate", "Duplicate", "Duplicate"]);
    FAILS_BELOW.store(0, Ordering::SeqCst);
    assert_eq!(parked.redrive(&items[0]).await.unwrap().done, 2);
    assert_eq!(world.amounts()["a"], amounts);
    assert_eq!(run(&function, &event([change(9, "a", 90)]), None).await.0, ["Done"], "its item is live again");
    assert!(parked.items().await.unwrap().is_empty());
    assert_eq!(parked.redrive(&items[0]).await.unwrap().done, 0);
}

static DISCARDED_FAILS: AtomicI64 = AtomicI64::new(1);

#[subscriber(library, id = "poison/discard", on_error = park, max_attempts = 1)]
fn discarded(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    match change.new().map_or(0, |new| new.amount) {
        amount if amount == DISCARDED_FAILS.load(Ordering::SeqCst) => Err("never".into()),
        _ => Ok(added(&change)),
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_discarded_is_gone_and_never_run() {
    let world = World::of::<DiscardedSubscriber>();
    let function = world.function::<DiscardedSubscriber>().await;
    run(&function, &event([change(1, "a", 1), change(2, "a", 2)]), None).await;
    tokio::time::advance(Duration::from_secs(1)).await;
    run(&function, &event([change(3, "b", 1), change(4, "b", 4)]), None).await;
    let parked = world.parked::<DiscardedSubscriber>().await;
    let items = parked.items().await.unwrap();
    assert!(parked.discard_first(&items[0]).await.unwrap());
    assert_eq!(parked.redrive(&items[0]).await.unwrap().done, 1);
    assert_eq!(parked.discard(&items[1]).await.unwrap(), 2);
    assert_eq!(world.amounts().into_iter().collect::<Vec<_>>(), [("a".to_owned(), vec![2])]);
    let again = event([change(1, "a", 1), change(2, "a", 2), change(3, "b", 1), change(4, "b", 4)]);
    assert_eq!(run(&function, &again, None).await.0, ["Duplicate", "Duplicate", "Duplicate", "Duplicate"]);
    let rows = world.tables.rows("statetopic-parking").unwrap();
    let payloads = rows.iter().filter(|row| row.inner().contains_key("payload")).count();
    assert_eq!(payloads, 0, "nothing of the payloads is left");
}

#[tokio::test(start_paused = true)]
async fn two_redrives_of_an_item_exclude_each_other_and_an_unknown_item_has_none() {
    let world = World::of::<DiscardedSubscriber>();
    let parked = world.parked::<DiscardedSubscriber>().await;
    assert_eq!(parked.redrive(&ParkedItem::with_id("nobody")).await.unwrap().done, 0);
    let item = ParkedItem::with_id("somebody");
    let (one, other) = tokio::join!(parked.redrive(&item), parked.redrive(&item));
    let leased = [one, other].into_iter().filter(|redriven| matches!(redriven, Err(ParkedError::Leased))).count();
    assert!(leased <= 1);
}

/// A payload that no row holds is in several.
#[tokio::test(start_paused = true)]
async fn a_large_record_is_parked_in_chunks() {
    let world = World::of::<DiscardedSubscriber>();
    let function = world.function::<DiscardedSubscriber>().await;
    let note = "ø\"".repeat(180_000);
    let large =
        super::event::Change::insert(1, "a", serde_json::json!({ "amount": { "N": "1" }, "note": { "S": note } }));
    let outcomes = run(&function, &event([large, change(2, "a", 2)]), None).await.0;
    assert_eq!(outcomes, ["Parked 1/1", "Parked"]);
    DISCARDED_FAILS.store(1000, Ordering::SeqCst);
    let parked = world.parked::<DiscardedSubscriber>().await;
    let items = parked.items().await.unwrap();
    let redriven = parked.redrive(&items[0]).await.unwrap();
    DISCARDED_FAILS.store(1, Ordering::SeqCst);
    assert_eq!((redriven.done, redriven.failure.is_none()), (2, true));
    assert_eq!(world.amounts()["a"], [1, 2]);
}

static LATE_FAILS: AtomicI64 = AtomicI64::new(0);

#[subscriber(library, id = "poison/late", on_error = park, max_attempts = 1)]
fn late(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    match change.new().map_or(0, |new| new.amount) {
        amount if amount >= LATE_FAILS.load(Ordering::SeqCst) => Err("not yet".into()),
        _ => Ok(added(&change)),
    }
}

/// Its transaction is carried out when another redrive has done the same record, and has stopped at the next one.
#[tokio::test(start_paused = true)]
async fn a_redrive_that_lands_late_changes_nothing() {
    let world = World::of::<LateSubscriber>();
    let function = world.function::<LateSubscriber>().await;
    run(&function, &event([change(1, "a", 1), change(2, "a", 2), change(3, "a", 3)]), None).await;
    let item = world.parked::<LateSubscriber>().await.items().await.unwrap().remove(0);
    LATE_FAILS.store(2, Ordering::SeqCst);
    let late = Duration::from_secs(20);
    let slow = world.tables.clone().with_faults(move |call| match call.operation {
        "TransactWriteItems" => MemoryFault::Unanswered(Some(late)),
        _ => MemoryFault::None,
    });
    let connections = Connections::memory(slow.environment(), slow.clone());
    let slow = ParkedRecords::<LateSubscriber>::connect(&connections).await.unwrap();
    assert!(tokio::time::timeout(Duration::from_secs(5), slow.redrive(&item)).await.is_err(), "it is stopped");
    // Its lease is over when another one begins.
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let lease = HashMap::from([("entry".to_owned(), text(&item.id)), ("part".to_owned(), text("lease"))]);
    world.tables.delete("statetopic-parking", &lease.into()).unwrap();
    let redriven = world.parked::<LateSubscriber>().await.redrive(&item).await.unwrap();
    assert_eq!((redriven.done, redriven.failure.is_some()), (1, true));
    tokio::time::sleep(late).await;
    assert_eq!(world.amounts()["a"], [1], "the late one changes nothing");
    LATE_FAILS.store(9, Ordering::SeqCst);
    assert_eq!(world.parked::<LateSubscriber>().await.redrive(&item).await.unwrap().done, 2);
    assert_eq!(world.amounts()["a"], [1, 2, 3]);
}

static IS_FIXED: AtomicI64 = AtomicI64::new(0);

#[subscriber(library, id = "poison/below", on_error = park, max_attempts = 1)]
fn below(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if IS_FIXED.load(Ordering::SeqCst) == 0 { Err("not yet".into()) } else { Ok(added(&change)) }
}

/// Somebody has written a later change into the ledger's row, by hand or from a backup.
#[tokio::test(start_paused = true)]
async fn a_parked_record_below_what_is_applied_is_never_done() {
    let world = World::of::<BelowSubscriber>();
    let function = world.function::<BelowSubscriber>().await;
    let batch = event([change(1, "a", 1), change(2, "a", 2)]);
    assert_eq!(run(&function, &batch, None).await.0, ["Parked 1/1", "Parked"]);
    let mut row = world.tables.rows("statetopic-ledger").unwrap().remove(0).into_inner();
    let later = format!("2026-01-01T00:00:00.000#{:0>40}", super::event::sequence_number(9));
    row.insert("applied".to_owned(), AttributeValue::S(later));
    world.tables.put("statetopic-ledger", row.into()).unwrap();
    IS_FIXED.store(1, Ordering::SeqCst);
    let parked = world.parked::<BelowSubscriber>().await;
    let items = parked.items().await.unwrap();
    assert!(parked.redrive(&items[0]).await.is_err());
    assert_eq!((parked.items().await.unwrap()[0].records, world.amounts().len()), (2, 0));
}
