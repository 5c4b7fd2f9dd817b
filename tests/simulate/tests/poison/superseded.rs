//! Records that come after a later one of their item was done, and were not done before: they are kept beside the parked ones, to be
//! looked at, and keep nothing waiting.

use super::prelude::*;

fn message(number: u32, amount: i64) -> (String, u32, Change) {
    (format!("m{number}"), 1, change(number, "a", amount))
}

/// A Pipe sends A2 before A1: A1 is not a duplicate of anything.
#[tokio::test(start_paused = true)]
async fn what_a_queue_brings_after_a_later_one_was_done_is_kept_and_never_run() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    assert_eq!(run(&function, &fifo([message(2, 2)]), None).await.0, ["Done"]);
    for _ in 0..2 {
        let told = run(&function, &fifo([message(1, 5)]), None).await;
        assert_eq!(told, (vec!["Superseded".to_owned()], None), "it blocks nothing");
    }
    assert_eq!(run(&function, &fifo([message(3, 3), message(2, 2)]), None).await.0, ["Done", "Duplicate"]);
    assert_eq!(world.amounts()["a"], [2, 3]);

    let parked = world.parked::<FailsOnOneSubscriber>().await;
    let items = parked.items().await.unwrap();
    assert_eq!((items.len(), items[0].records, items[0].superseded), (1, 0, 1), "kept once");
    assert!(items[0].since.epoch_millis() > 0);
    let records = parked.superseded(&items[0]).await.unwrap();
    let record = records[0].record.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((record.sequence_number().unwrap().as_str(), records.len()), (&*sequence_number(1), 1));
    assert_eq!(record.change().new().unwrap().amount, 5);
    assert!(parked.records(&items[0]).await.unwrap().is_empty(), "there is none to run");
    assert_eq!(parked.redrive(&items[0]).await.unwrap().done, 0);
    assert_eq!(parked.discard(&items[0]).await.unwrap(), 0);
    assert_eq!(parked.discard_superseded(&items[0]).await.unwrap(), 1);
    assert!(parked.items().await.unwrap().is_empty());
    assert_eq!(world.amounts()["a"], [2, 3]);
}

/// The last twenty that were applied are known; of what is older nobody knows whether it was done.
#[tokio::test(start_paused = true)]
async fn a_queue_s_duplicates_are_known_among_the_last_twenty() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    for numbers in [2..=11, 12..=21, 22..=31] {
        let told = run(&function, &fifo(numbers.map(|number| message(number, number.into()))), None).await;
        assert_eq!(told.0, vec!["Done"; 10]);
    }
    let told = run(&function, &fifo([31, 12, 11, 2, 1].map(|number| message(number, number.into()))), None).await;
    assert_eq!(told.0, ["Duplicate", "Duplicate", "Superseded", "Superseded", "Superseded"]);
    assert_eq!(world.amounts()["a"], (2..=31).collect::<Vec<i64>>());
}

/// What was redriven or discarded is known too.
#[tokio::test(start_paused = true)]
async fn what_was_taken_out_is_no_news_when_a_queue_brings_it_again() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    let all = || fifo([message(2, 1), message(3, 3), message(4, 4)]);
    assert_eq!(run(&function, &all(), None).await.0, ["Parked 1/1", "Parked", "Parked"]);
    let parked = world.parked::<FailsOnOneSubscriber>().await;
    let items = parked.items().await.unwrap();
    assert!(parked.discard_first(&items[0]).await.unwrap());
    assert_eq!(parked.redrive(&items[0]).await.unwrap().done, 2);
    assert_eq!(run(&function, &all(), None).await.0, ["Duplicate", "Duplicate", "Duplicate"]);
    assert_eq!(run(&function, &fifo([message(1, 9)]), None).await.0, ["Superseded"]);
    assert_eq!(world.amounts()["a"], [3, 4]);
}

/// Where it cannot be kept it is delivered again.
#[tokio::test(start_paused = true)]
async fn what_cannot_be_kept_is_delivered_again() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    run(&function, &fifo([message(2, 2)]), None).await;
    let tables = world.tables.clone().with_faults(|call| match call.operation {
        "TransactWriteItems" if call.targets[0].table.contains("parking") => {
            MemoryFault::Before(MemoryFailure::Unreachable)
        }
        _ => MemoryFault::None,
    });
    let unable = function_of::<FailsOnOneSubscriber>(&tables).await;
    let (outcomes, checkpoint) = run(&unable, &fifo([message(1, 5)]), TIME).await;
    assert_eq!((outcomes, checkpoint.is_some()), (vec!["HandedBack".to_owned()], true));
    assert_eq!(run(&function, &fifo([message(1, 5)]), TIME).await.0, ["Superseded"]);
}

/// A stream that was made again: what comes late of the old one is kept, while what its own stream brings again is a duplicate.
#[tokio::test(start_paused = true)]
async fn what_an_older_stream_brings_late_is_kept_and_what_a_stream_repeats_is_not() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    let newer = |number: u32, amount: i64| change(number, "a", amount).with("/eventSourceARN", json!(NEWER));
    run(&function, &event([newer(1, 2), newer(2, 3)]), None).await;
    assert_eq!(run(&function, &event([newer(1, 2), newer(2, 3)]), None).await.0, ["Duplicate", "Duplicate"]);
    assert_eq!(run(&function, &event([change(9, "a", 9)]), None).await.0, ["Superseded"]);
    let parked = world.parked::<FailsOnOneSubscriber>().await;
    assert_eq!(parked.items().await.unwrap()[0].superseded, 1);
}

/// Superseded records beside parked ones change nothing of those.
#[tokio::test(start_paused = true)]
async fn a_superseded_record_leaves_the_parked_ones_as_they_are() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    run(&function, &fifo([message(3, 3)]), None).await;
    run(&function, &fifo([message(5, 1), message(6, 6)]), None).await;
    assert_eq!(run(&function, &fifo([message(2, 2)]), None).await.0, ["Superseded"]);
    assert_eq!(run(&function, &fifo([message(7, 7)]), None).await.0, ["Parked"]);
    let parked = world.parked::<FailsOnOneSubscriber>().await;
    let items = parked.items().await.unwrap();
    assert_eq!((items[0].records, items[0].superseded), (3, 1));
    ONE_FAILS.store(1000, Ordering::SeqCst);
    let redriven = parked.redrive(&items[0]).await;
    ONE_FAILS.store(1, Ordering::SeqCst);
    assert_eq!(redriven.unwrap().done, 3);
    assert_eq!(world.amounts()["a"], [3, 1, 6, 7]);
    assert_eq!(parked.items().await.unwrap()[0].superseded, 1, "it is still there to be looked at");
}

/// A queue brings one again that was done, behind a later one that fails.
#[tokio::test(start_paused = true)]
async fn what_fails_is_parked_though_a_queue_brings_a_duplicate_or_a_late_one_of_its_item_behind_it() {
    let _serial = SERIAL.lock().await;
    for (done, late) in [(vec![2], 2), (vec![3], 2)] {
        let world = World::of::<FailsOnOneSubscriber>();
        let function = world.function::<FailsOnOneSubscriber>().await;
        for number in &done {
            run(&function, &fifo([message(*number, 9)]), None).await;
        }
        let told = run(&function, &fifo([message(5, 1), message(late, 9), message(6, 6)]), None).await;
        let of_late = if done.contains(&late) { "Duplicate" } else { "Superseded" };
        assert_eq!(told, (vec!["Parked 1/1".to_owned(), of_late.to_owned(), "Parked".to_owned()], None), "{late}");
    }
}
