//! Records that a queue brings in another order, or twice, and two streams in one event.

use super::prelude::*;

/// Records of one item under two stream labels in one event, the newer one first.
#[tokio::test(start_paused = true)]
async fn a_late_record_of_an_older_stream_does_not_make_the_item_unreadable() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    let newer = change(1, "a", 1).with("/eventSourceARN", json!(NEWER));
    run(&function, &event([newer, change(9, "a", 9)]), None).await;
    let parked = world.parked::<FailsOnOneSubscriber>().await;
    let items = parked.items().await.unwrap();
    ONE_FAILS.store(1000, Ordering::SeqCst);
    let redriven = parked.redrive(&items[0]).await;
    ONE_FAILS.store(1, Ordering::SeqCst);
    assert!(redriven.is_ok_and(|redriven| redriven.done >= 1));
}

/// A Pipe may send A2 before A1. Each record is run, parked, or told as superseded; the item can be redriven.
#[tokio::test(start_paused = true)]
async fn a_queue_that_brings_two_records_the_other_way_round_leaves_an_item_that_can_be_redriven() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    let message = |number: u32, amount: i64| (format!("m{number}"), 1, change(number, "a", amount));
    run(&function, &fifo([message(2, 1), message(1, 5)]), None).await;
    let parked = world.parked::<FailsOnOneSubscriber>().await;
    let items = parked.items().await.unwrap();
    ONE_FAILS.store(1000, Ordering::SeqCst);
    let redriven = parked.redrive(&items[0]).await;
    assert_eq!(parked.discard(&items[0]).await.unwrap(), 0);
    ONE_FAILS.store(1, Ordering::SeqCst);
    assert!(redriven.is_ok_and(|redriven| redriven.done >= 1));
}

/// The same with a third record and a redrive between: the payload of one is left behind where nobody runs it.
#[tokio::test(start_paused = true)]
async fn a_queue_that_brings_records_the_other_way_round_loses_none_in_silence() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    let message = |number: u32, amount: i64| (format!("m{number}"), 1, change(number, "a", amount));
    run(&function, &fifo([message(1, 1), message(3, 3), message(2, 2)]), None).await;
    let parked = world.parked::<FailsOnOneSubscriber>().await;
    let items = parked.items().await.unwrap();
    ONE_FAILS.store(1000, Ordering::SeqCst);
    parked.redrive(&items[0]).await.unwrap();
    ONE_FAILS.store(1, Ordering::SeqCst);
    parked.items().await.unwrap();
    let amounts = world.amounts()["a"].clone();
    assert!(amounts.contains(&3), "the third was told as parked: {amounts:?}");
}

/// The same message twice in one event behind one that fails.
#[tokio::test(start_paused = true)]
async fn a_record_that_a_queue_brings_twice_is_parked_once() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    let message = |id: &str, number: u32| (id.to_owned(), 1, change(number, "a", 1));
    for _ in 0..3 {
        let told = run(&function, &fifo([message("m", 1), message("n", 1)]), None).await;
        if told.0.iter().all(|outcome| outcome.starts_with("Parked") || outcome == "Duplicate") {
            return;
        }
    }
    panic!("never parked, and its group waits");
}

/// A queue brings A2, which is parked, and later A1: that was not done.
#[tokio::test(start_paused = true)]
async fn a_record_that_a_queue_brings_late_behind_a_parked_one_is_not_told_as_a_duplicate() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    assert_eq!(run(&function, &fifo([("m".to_owned(), 1, change(2, "a", 1))]), None).await.0, ["Parked 1/1"]);
    let told = run(&function, &fifo([("n".to_owned(), 1, change(1, "a", 5))]), None).await;
    assert_ne!(told.0, ["Duplicate"], "it was never done nor parked");
}

#[subscriber(library, id = "trials/fifo-plain", on_error = park, max_attempts = 1)]
fn fifo_plain(change: StateChange<Parcel>) -> Result<()> {
    if change.new().is_some_and(|new| new.amount == 1) {
        return Err("bad".into());
    }
    Ok(())
}

/// A queue and a function without `Writes`: a late record behind a parked one is not told as done.
#[tokio::test(start_paused = true)]
async fn a_late_message_of_a_function_without_writes_is_not_lost_in_silence() {
    let world = World::of::<FifoPlainSubscriber>();
    let function = world.function::<FifoPlainSubscriber>().await;
    assert_eq!(run(&function, &fifo([("m".to_owned(), 1, change(2, "a", 1))]), None).await.0, ["Parked 1/1"]);
    let told = run(&function, &fifo([("n".to_owned(), 1, change(1, "a", 5))]), None).await;
    assert_ne!(told.0, ["Duplicate"], "it was neither called nor parked");
}

/// Two of a queue behind one that is parked already, the same twice.
#[tokio::test(start_paused = true)]
async fn a_record_that_a_queue_brings_twice_is_put_behind_once() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    let message = |id: &str, number: u32| (id.to_owned(), 1, change(number, "a", i64::from(number)));
    run(&function, &fifo([message("m", 1)]), None).await;
    for _ in 0..3 {
        let told = run(&function, &fifo([message("n", 2), message("o", 2)]), None).await;
        if told.1.is_none() {
            return;
        }
    }
    panic!("never parked, and its group waits");
}
