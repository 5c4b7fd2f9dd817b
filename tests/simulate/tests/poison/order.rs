//! Parked records keep the order of their item.

use std::sync::atomic::{AtomicBool, Ordering};

use super::event::{event, sequence_number};
use statetopic::memory::{MemoryFailure, MemoryFault};
use statetopic::prelude::*;

use super::harness::{Parcel, Sum, World, added, change, run};

#[subscriber(library, id = "poison/order", on_error = park, max_attempts = 2)]
fn order(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if change.key().id.starts_with("bad") && change.new().is_some_and(|new| new.amount == 1) {
        return Err("bad".into());
    }
    Ok(added(&change))
}

#[tokio::test(start_paused = true)]
async fn a_record_is_parked_after_its_attempts_with_those_of_its_item_behind_it_and_the_shard_goes_on() {
    let world = World::of::<OrderSubscriber>();
    let function = world.function::<OrderSubscriber>().await;
    let batch = || event([change(1, "good", 1), change(2, "bad", 1), change(3, "bad", 2), change(4, "other", 3)]);
    let (outcomes, checkpoint) = run(&function, &batch(), None).await;
    assert_eq!(outcomes, ["Done", "Failed 1/2", "NotStarted", "Done"]);
    assert_eq!(checkpoint, Some(sequence_number(2)));
    let (outcomes, checkpoint) = run(&function, &batch(), None).await;
    assert_eq!(outcomes, ["Duplicate", "Parked 2/2", "Parked", "Duplicate"]);
    assert_eq!(checkpoint, None);
    // What comes later of the item is behind them, and what was parked is not parked again.
    let later = event([change(3, "bad", 2), change(5, "bad", 4), change(6, "good", 5)]);
    let (outcomes, checkpoint) = run(&function, &later, None).await;
    assert_eq!((outcomes, checkpoint), (vec!["Duplicate".to_owned(), "Parked".to_owned(), "Done".to_owned()], None));
    assert_eq!(world.amounts()["good"], [1, 5]);
    assert!(!world.amounts().contains_key("bad"));
    let items = world.parked::<OrderSubscriber>().await.items().await.unwrap();
    assert_eq!(items.iter().map(|item| item.records).collect::<Vec<_>>(), [3]);
}

#[subscriber(library, id = "poison/order-with-parameter", on_error = park, max_attempts = 1)]
async fn with_parameter(change: StateChange<Parcel>, sums: &Table<Sum, access::Get>) -> Result<Writes<Sum>> {
    sums.get(&super::harness::SumKey { id: change.key().id.clone() }).await?;
    order(change)
}

static CALLED: AtomicBool = AtomicBool::new(false);

#[subscriber(library, id = "poison/order-without-writes", on_error = park, max_attempts = 1)]
fn without_writes(change: StateChange<Parcel>) -> Result<()> {
    if change.new().is_some_and(|new| new.amount == 1) {
        return Err("bad".into());
    }
    CALLED.store(true, Ordering::SeqCst);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_function_with_a_parameter_or_without_writes_is_not_called_behind_a_parked_record() {
    let world = World::of::<WithParameterSubscriber>();
    let function = world.function::<WithParameterSubscriber>().await;
    assert_eq!(run(&function, &event([change(1, "bad", 1)]), None).await.0, ["Parked 1/1"]);
    assert_eq!(run(&function, &event([change(2, "bad", 2), change(3, "good", 2)]), None).await.0, ["Parked", "Done"]);

    let world = World::of::<WithoutWritesSubscriber>();
    let function = world.function::<WithoutWritesSubscriber>().await;
    assert_eq!(run(&function, &event([change(1, "bad", 1)]), None).await.0, ["Parked 1/1"]);
    assert_eq!(run(&function, &event([change(2, "bad", 2)]), None).await.0, ["Parked"]);
    assert!(!CALLED.load(Ordering::SeqCst));
}

/// A record whose predecessor fails by the service's fault is not parked before it.
#[tokio::test(start_paused = true)]
async fn nothing_is_parked_behind_a_record_that_the_service_failed() {
    let world = World::of::<OrderSubscriber>();
    let tables = world.tables.clone().with_faults(|call| match (call.operation, call.attempt) {
        ("TransactWriteItems", _) if call.targets.iter().any(|target| target.table.contains("sums")) => {
            MemoryFault::Before(MemoryFailure::Throttled)
        }
        _ => MemoryFault::None,
    });
    let connections = statetopic::Connections::memory(tables.environment(), tables.clone());
    let function = statetopic::Function::<OrderSubscriber>::connect(&connections).await.unwrap();
    for _ in 0..5 {
        let batch = event([change(1, "bad", 7), change(2, "bad", 1)]);
        let (outcomes, checkpoint) = run(&function, &batch, None).await;
        assert_eq!(outcomes, ["Failed", "Failed"], "no attempt is counted");
        assert_eq!(checkpoint, Some(sequence_number(1)));
    }
}

/// A record that no arm takes is not parked with the others.
#[subscriber(library, id = "poison/arms", on(Inserted { new } if new.amount < 5), on_error = park, max_attempts = 1)]
fn arms(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    order(change)
}

#[tokio::test(start_paused = true)]
async fn what_no_arm_takes_is_not_parked() {
    let world = World::of::<ArmsSubscriber>();
    let function = world.function::<ArmsSubscriber>().await;
    let batch = event([change(1, "bad", 1), change(2, "bad", 9), change(3, "bad", 2)]);
    assert_eq!(run(&function, &batch, None).await.0, ["Parked 1/1", "NotTaken", "Parked"]);
}

/// A stream that was made again: its changes are behind those of the old one, and what comes late of the old one is superseded.
#[tokio::test(start_paused = true)]
async fn a_record_of_an_older_stream_is_superseded_and_not_taken_for_a_duplicate() {
    let world = World::of::<OrderSubscriber>();
    let function = world.function::<OrderSubscriber>().await;
    let newer = "arn:aws:dynamodb:eu-north-1:123456789012:table/parcels/stream/2026-06-01T00:00:00.000";
    let of_newer =
        |number: u32, amount: i64| change(number, "bad", amount).with("/eventSourceARN", serde_json::json!(newer));
    for _ in 0..2 {
        run(&function, &event([of_newer(1, 1)]), None).await;
    }
    assert_eq!(run(&function, &event([of_newer(2, 3)]), None).await.0, ["Parked"]);
    assert_eq!(run(&function, &event([of_newer(2, 3)]), None).await.0, ["Duplicate"]);
    assert_eq!(run(&function, &event([change(9, "bad", 3)]), None).await.0, ["Superseded"]);
}
