//! Attempts: of errors, panics, hangs, and what does not decode.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::event::{Change, event, sequence_number};
use serde_json::json;
use statetopic::prelude::*;

use super::harness::{Parcel, Sum, SumKey, World, added, change, run};

const TIME: Option<Duration> = Some(Duration::from_secs(10));

static HANGS: AtomicU32 = AtomicU32::new(0);

#[subscriber(library, id = "poison/attempts", on_error = park, max_attempts = 2)]
async fn attempts(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    match change.key().id.as_str() {
        "panic" => panic!("a panic"),
        "hang" => {
            HANGS.fetch_add(1, Ordering::SeqCst);
            std::future::pending::<()>().await;
        }
        "slow" => tokio::time::sleep(Duration::from_secs(4)).await,
        _ => {}
    }
    Ok(added(&change))
}

#[tokio::test(start_paused = true)]
async fn a_panic_is_counted_and_what_does_not_decode_is_parked_at_once() {
    let world = World::of::<AttemptsSubscriber>();
    let function = world.function::<AttemptsSubscriber>().await;
    let undecodable = || Change::insert(2, "torn", json!({ "amount": { "S": "many" } }));
    let batch = || event([change(1, "panic", 1), undecodable(), change(3, "torn", 2), change(4, "good", 3)]);
    assert_eq!(run(&function, &batch(), TIME).await.0, ["Failed 1/2", "Parked 1/2", "Parked", "Done"]);
    assert_eq!(run(&function, &batch(), TIME).await.0, ["Parked 2/2", "Duplicate", "Duplicate", "Duplicate"]);
}

/// A record whose key its type cannot read is known by its raw key.
#[tokio::test(start_paused = true)]
async fn a_record_is_parked_by_its_raw_key() {
    let world = World::of::<AttemptsSubscriber>();
    let function = world.function::<AttemptsSubscriber>().await;
    let unreadable = |number: u32| {
        Change::insert(number, "a", json!({ "amount": { "N": "1" } })).with("/dynamodb/Keys/id", json!({ "N": "7" }))
    };
    assert_eq!(run(&function, &event([unreadable(1), unreadable(2)]), TIME).await.0, ["Parked 1/2", "Parked"]);
    let parked = world.parked::<AttemptsSubscriber>().await;
    let items = parked.items().await.unwrap();
    assert_eq!((items.len(), items[0].records), (1, 2));
}

/// A function that never returns is found: the batch is run one record at a time, each attempt counted before it begins.
#[tokio::test(start_paused = true)]
async fn a_record_that_hangs_is_parked_without_being_called_again() {
    let world = World::of::<AttemptsSubscriber>();
    let function = world.function::<AttemptsSubscriber>().await;
    let mut first = 1;
    let mut deliveries = Vec::new();
    for _ in 0..12 {
        let all = [change(1, "good", 1), change(2, "hang", 2), change(3, "hang", 3), change(4, "other", 4)];
        let batch = event(all.into_iter().skip(first - 1));
        let (outcomes, checkpoint) = run(&function, &batch, TIME).await;
        deliveries.push(outcomes.join(" "));
        match checkpoint {
            None => break,
            Some(checkpoint) => {
                first = (1..=4).find(|number| sequence_number(*number) == checkpoint).unwrap() as usize;
            }
        }
    }
    let last = deliveries.last().unwrap();
    assert!(last.contains("Parked 2/2 Parked"), "{deliveries:?}");
    assert_eq!(world.amounts()["other"], [4], "{deliveries:?}");
    // Once or twice before it was suspected, and twice alone.
    assert!((3..=4).contains(&HANGS.load(Ordering::SeqCst)), "{deliveries:?}");
}

/// In a batch that did not end, nothing is started with less than half of the time left, and what is only slow is not blamed.
#[tokio::test(start_paused = true)]
async fn a_slow_record_is_not_blamed_for_its_neighbours() {
    let world = World::of::<AttemptsSubscriber>();
    let function = world.function::<AttemptsSubscriber>().await;
    let mut left: Vec<u32> = (1..=6).collect();
    for delivery in 0.. {
        assert!(delivery < 12, "{left:?}");
        let batch = event(left.iter().map(|number| change(*number, "slow", i64::from(*number))));
        let (outcomes, checkpoint) = run(&function, &batch, TIME).await;
        assert!(!outcomes.iter().any(|outcome| outcome.starts_with("Parked")), "{outcomes:?}");
        match checkpoint {
            None => break,
            Some(checkpoint) => left.retain(|number| sequence_number(*number) >= checkpoint),
        }
    }
    assert_eq!(world.amounts()["slow"], [1, 2, 3, 4, 5, 6]);
}

#[subscriber(library, id = "poison/skip", on_error = skip, max_attempts = 2)]
fn skips(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if change.new().is_some_and(|new| new.amount == 1) {
        return Err("bad".into());
    }
    Ok(added(&change))
}

#[tokio::test(start_paused = true)]
async fn a_record_is_skipped_after_its_attempts_and_later_ones_of_its_item_run() {
    let world = World::of::<SkipsSubscriber>();
    let function = world.function::<SkipsSubscriber>().await;
    let batch = || event([change(1, "a", 1), change(2, "a", 2), change(3, "b", 3)]);
    assert_eq!(run(&function, &batch(), TIME).await.0, ["Failed 1/2", "NotStarted", "Done"]);
    assert_eq!(run(&function, &batch(), TIME).await.0, ["Skipped 2/2", "NotStarted", "Duplicate"]);
    assert_eq!(run(&function, &batch(), TIME).await.0, ["Duplicate", "Done", "Duplicate"]);
    assert_eq!(world.amounts()["a"], [2]);
}

#[subscriber(library, id = "poison/ranges", on_error = park, max_attempts = 1)]
fn ranges(change: StateChange<Parcel>) -> Writes<Sum> {
    let amount = change.new().map_or(0, |new| new.amount);
    Writes::new().update(SumKey { id: "all".to_owned() }.update().add(|a| a.total, amount))
}

/// An addition that leaves its field's range is tried once more when the records of other items are through.
#[tokio::test(start_paused = true)]
async fn what_leaves_its_range_is_tried_once_more_before_it_is_an_attempt() {
    let world = World::of::<RangesSubscriber>();
    let function = world.function::<RangesSubscriber>().await;
    let batch = event([change(1, "a", -1), change(2, "b", 1)]);
    assert_eq!(run(&function, &batch, TIME).await.0, ["Done", "Done"]);
    let batch = event([change(3, "a", -1), change(4, "a", 5), change(5, "b", 0)]);
    assert_eq!(run(&function, &batch, TIME).await.0, ["Parked 1/1", "Parked", "Done"]);
}
