//! What a row knows of an item while a function moves between a stream and a queue, and while its table has one stream after another.

use super::prelude::*;

fn message(number: u32, amount: i64) -> (String, u32, Change) {
    (format!("m{number}"), 1, change(number, "a", amount))
}

fn newer(number: u32, amount: i64) -> Change {
    change(number, "a", amount).with("/eventSourceARN", json!(NEWER))
}

fn newer_message(number: u32, amount: i64) -> (String, u32, Change) {
    (format!("n{number}"), 1, newer(number, amount))
}

/// A queue, a stream that was made again, and a queue: the old stream has a change of this number too.
#[tokio::test(start_paused = true)]
async fn a_number_of_an_older_stream_says_nothing_of_a_newer_one() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    run(&function, &fifo([message(6, 6)]), None).await;
    assert_eq!(run(&function, &event([newer(9, 9)]), None).await.0, ["Done"]);
    assert_eq!(run(&function, &fifo([newer_message(6, 66)]), None).await.0, ["Superseded"], "it was never applied");
    assert_eq!(run(&function, &fifo([newer_message(9, 9)]), None).await.0, ["Duplicate"]);
}

/// A record of a newer stream is parked behind it.
#[tokio::test(start_paused = true)]
async fn what_is_parked_is_a_duplicate_when_it_comes_again_whatever_is_parked_behind_it() {
    let _serial = SERIAL.lock().await;
    for by_queue in [false, true] {
        let world = World::of::<FailsOnOneSubscriber>();
        let function = world.function::<FailsOnOneSubscriber>().await;
        let brought = |change: Change| match by_queue {
            true => fifo([("m".to_owned(), 1, change)]),
            false => event([change]),
        };
        assert_eq!(run(&function, &brought(change(5, "a", 1)), None).await.0, ["Parked 1/1"]);
        assert_eq!(run(&function, &brought(newer(3, 3)), None).await.0, ["Parked"]);
        assert_eq!(run(&function, &brought(change(5, "a", 1)), None).await.0, ["Duplicate"], "{by_queue}");
        let parked = world.parked::<FailsOnOneSubscriber>().await;
        let items = parked.items().await.unwrap();
        assert_eq!((items[0].records, items[0].superseded), (2, 0));
    }
}

/// The records of two streams, in another order than they were made, and once more.
#[tokio::test(start_paused = true)]
async fn what_a_queue_brings_of_two_streams_is_parked_and_redriven_in_order_and_once() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    let all = || fifo([newer_message(1, 1), message(9, 9), message(8, 8), newer_message(2, 22)]);
    run(&function, &all(), None).await;
    assert_eq!(run(&function, &all(), None).await.0, ["Duplicate"; 4]);
    let parked = world.parked::<FailsOnOneSubscriber>().await;
    let items = parked.items().await.unwrap();
    ONE_FAILS.store(1000, Ordering::SeqCst);
    let redriven = parked.redrive(&items[0]).await;
    ONE_FAILS.store(1, Ordering::SeqCst);
    assert_eq!(redriven.unwrap().done, 4);
    assert_eq!(world.amounts()["a"], [8, 9, 1, 22]);
}

/// Rows of the first format are kept too, and have no place for the numbers.
#[tokio::test(start_paused = true)]
async fn of_an_item_s_two_rows_the_one_that_knows_more_tells() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let names = ["parcels", "sums", "statetopic-ledger", "statetopic-parking"];
    let variables = names.map(|name| (statetopic::environment::table_variable(name), name.to_owned()));
    let flag = ("STATETOPIC_LEDGER_FIRST_FORMAT".to_owned(), "true".to_owned());
    let environment = statetopic::environment::Environment::new(variables.into_iter().chain([flag]));
    let connections = Connections::memory(environment, world.tables.clone());
    let function = Function::<FailsOnOneSubscriber>::connect(&connections).await.unwrap();
    let both = || fifo([message(2, 2), message(3, 3)]);
    assert_eq!(run(&function, &both(), None).await.0, ["Done", "Done"]);
    assert_eq!(run(&function, &both(), None).await.0, ["Duplicate", "Duplicate"]);
    let parked = ParkedRecords::<FailsOnOneSubscriber>::connect(&connections).await.unwrap();
    assert!(parked.items().await.unwrap().is_empty());
}

/// A function that moves from a stream to a queue and back.
#[tokio::test(start_paused = true)]
async fn what_one_transport_has_applied_the_other_knows_and_what_a_queue_has_passed_is_kept() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    run(&function, &event([change(4, "a", 4), change(5, "a", 5)]), None).await;
    assert_eq!(run(&function, &fifo([message(7, 7)]), None).await.0, ["Done"]);
    assert_eq!(run(&function, &fifo([message(5, 5)]), None).await.0, ["Duplicate"], "the last one of the stream");
    let stream = || event([change(5, "a", 5), change(6, "a", 6), change(7, "a", 7), change(8, "a", 8)]);
    assert_eq!(run(&function, &stream(), None).await.0, ["Duplicate", "Superseded", "Duplicate", "Done"]);
    assert_eq!(
        run(&function, &stream(), None).await.0,
        ["Duplicate"; 4],
        "from then on the stream brings them in order"
    );
    assert_eq!(world.amounts()["a"], [4, 5, 7, 8]);
}
