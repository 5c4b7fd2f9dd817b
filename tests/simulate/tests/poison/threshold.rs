//! The threshold: many bad items at once are an outage.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::event::event;
use statetopic::prelude::*;

use super::harness::{Parcel, Sum, World, added, change, run};

#[subscriber(library, id = "poison/threshold", on_error = park, max_attempts = 1, park_threshold = 3)]
fn threshold(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if change.new().is_some_and(|new| new.amount == 1) {
        return Err("bad".into());
    }
    Ok(added(&change))
}

#[tokio::test(start_paused = true)]
async fn at_the_threshold_no_new_item_is_parked_and_what_is_parked_is_parked_behind() {
    let world = World::of::<ThresholdSubscriber>();
    let function = world.function::<ThresholdSubscriber>().await;
    let names = ["a", "b", "c", "d", "e"];
    let batch = || event(names.iter().zip(1..).map(|(name, number)| change(number, name, 1)));
    for _ in 0..3 {
        let (outcomes, checkpoint) = run(&function, &batch(), None).await;
        let parked = outcomes.iter().filter(|outcome| ["Parked 1/1", "Duplicate"].contains(&outcome.as_str())).count();
        assert_eq!(parked, 3, "however large the batch is, and whatever it has: {outcomes:?}");
        assert!(checkpoint.is_some(), "the shard waits");
    }
    let items = world.parked::<ThresholdSubscriber>().await.items().await.unwrap();
    assert_eq!(items.len(), 3);
    // Later records of parked items are put behind them all the same.
    let (outcomes, _) =
        run(&function, &event(names.iter().zip(11..).map(|(name, number)| change(number, name, 2))), None).await;
    let count = |outcome: &str| outcomes.iter().filter(|told| *told == outcome).count();
    assert_eq!((count("Parked"), count("Done")), (3, 2), "{outcomes:?}");
    // In the next hour there is room again.
    tokio::time::advance(Duration::from_hours(1)).await;
    assert_eq!(run(&function, &event([change(21, "f", 1)]), None).await.0, ["Parked 1/1"]);
}

static OUTAGE: AtomicBool = AtomicBool::new(true);

/// Hangs while another service is out.
#[subscriber(library, id = "poison/outage", on_error = park, max_attempts = 1, park_threshold = 1)]
async fn outage(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if OUTAGE.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
    Ok(added(&change))
}

#[tokio::test(start_paused = true)]
async fn what_an_outage_kept_from_being_done_is_done_when_it_ends() {
    let world = World::of::<OutageSubscriber>();
    let function = world.function::<OutageSubscriber>().await;
    let time = Some(Duration::from_secs(5));
    // The first one that hangs is parked, and then the threshold is reached.
    for number in [1, 1, 1, 2, 2, 2, 2] {
        run(&function, &event([change(number, if number == 1 { "a" } else { "b" }, 7)]), time).await;
    }
    OUTAGE.store(false, Ordering::SeqCst);
    let (outcomes, checkpoint) = run(&function, &event([change(2, "b", 7)]), time).await;
    assert_eq!((outcomes, checkpoint), (vec!["Done".to_owned()], None));
    assert_eq!(world.amounts()["b"], [7]);
}
