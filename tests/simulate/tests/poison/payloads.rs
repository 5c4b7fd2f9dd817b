//! Payloads and rows of parked records: their sizes, and what is missing.

use super::prelude::*;

static MANY_FAIL: AtomicBool = AtomicBool::new(true);

#[subscriber(library, id = "trials/ninety", on_error = park, max_attempts = 1)]
fn ninety(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if MANY_FAIL.load(Ordering::SeqCst) {
        return Err("not yet".into());
    }
    let mut writes = Writes::new();
    for number in 0..90 {
        let key = SumKey { id: format!("{}-{number}", change.key().id) };
        writes = writes.update(key.update().add(|a| a.total, 1));
    }
    Ok(writes)
}

/// A record has at most 90 writes: the rest of a transaction is for its row and its chunks when it is redriven.
#[tokio::test(start_paused = true)]
async fn a_record_of_ninety_writes_and_the_largest_payload_can_be_redriven() {
    let world = World::of::<NinetySubscriber>();
    let function = world.function::<NinetySubscriber>().await;
    // JSON is up to six times as long as the text: 3.5 MB is no more than 400 KB twice.
    let note = "x".repeat(3_500_000);
    let large = Change::insert(1, "a", json!({ "amount": { "N": "1" }, "note": { "S": note } }));
    assert_eq!(run(&function, &event([large]), None).await.0, ["Parked 1/1"]);
    MANY_FAIL.store(false, Ordering::SeqCst);
    let parked = world.parked::<NinetySubscriber>().await;
    let items = parked.items().await.unwrap();
    let redriven = parked.redrive(&items[0]).await.unwrap();
    assert_eq!(redriven.done, 1);
}

#[subscriber(library, id = "trials/no-writes", on_error = park, max_attempts = 1)]
fn no_writes(_change: StateChange<Parcel>) -> Result<()> {
    Err("bad".into())
}

/// A chunk is gone: "rows of a parked record are missing".
#[tokio::test(start_paused = true)]
async fn a_record_whose_chunk_is_gone_is_told_as_incomplete() {
    let world = World::of::<NoWritesSubscriber>();
    let function = world.function::<NoWritesSubscriber>().await;
    let large = |number: u32| {
        Change::insert(number, "a", json!({ "amount": { "N": "1" }, "note": { "S": "x".repeat(500_000) } }))
    };
    run(&function, &event([large(1), large(2)]), None).await;
    let rows = world.tables.rows("statetopic-parking").unwrap();
    let chunk = rows.iter().find(|row| format!("{:?}", row.inner().get("part")).ends_with("#0001\"))")).unwrap();
    world.tables.delete("statetopic-parking", chunk).unwrap();
    let parked = world.parked::<NoWritesSubscriber>().await;
    let items = parked.items().await.unwrap();
    let redriven = parked.redrive(&items[0]).await;
    assert!(redriven.is_err());
}

/// A record in the middle is gone.
#[tokio::test(start_paused = true)]
async fn a_record_that_is_gone_from_the_middle_is_told_as_incomplete() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    run(&function, &event([change(1, "a", 1), change(2, "a", 2), change(3, "a", 3)]), None).await;
    let rows = world.tables.rows("statetopic-parking").unwrap();
    let middle = rows.iter().find(|row| format!("{:?}", row.inner().get("part")).contains("2#0000")).unwrap();
    world.tables.delete("statetopic-parking", middle).unwrap();
    let parked = world.parked::<FailsOnOneSubscriber>().await;
    let items = parked.items().await.unwrap();
    ONE_FAILS.store(1000, Ordering::SeqCst);
    let redriven = parked.redrive(&items[0]).await;
    ONE_FAILS.store(1, Ordering::SeqCst);
    assert!(redriven.is_err(), "one is lost, and nobody is told");
}

/// What a redrive of many records reads.
#[tokio::test(start_paused = true)]
async fn a_redrive_reads_each_record_about_once() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let function = world.function::<FailsOnOneSubscriber>().await;
    run(&function, &event([change(1, "a", 1)]), None).await;
    for number in 2..=400 {
        run(
            &function,
            &event([Change::insert(
                number,
                "a",
                json!({ "amount": { "N": "2" }, "note": { "S": "x".repeat(10_000) } }),
            )]),
            None,
        )
        .await;
    }
    let queries = std::sync::Arc::new(AtomicU32::new(0));
    let counted = std::sync::Arc::clone(&queries);
    let tables = world.tables.clone().with_faults(move |call| {
        if call.operation == "Query" {
            counted.fetch_add(1, Ordering::SeqCst);
        }
        MemoryFault::None
    });
    let parked =
        ParkedRecords::<FailsOnOneSubscriber>::connect(&Connections::memory(tables.environment(), tables.clone()))
            .await
            .unwrap();
    let items = parked.items().await.unwrap();
    let before = queries.load(Ordering::SeqCst);
    ONE_FAILS.store(1000, Ordering::SeqCst);
    parked.redrive(&items[0]).await.unwrap();
    ONE_FAILS.store(1, Ordering::SeqCst);
    let queries = queries.load(Ordering::SeqCst) - before;
    assert!(queries < 450, "{queries}");
}

#[read_model(table = "tagged")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Tagged {
    #[partition_key]
    id: String,
    tags: std::collections::BTreeMap<String, u32>,
}

#[subscriber(library, id = "trials/tagged", on_error = park, max_attempts = 1)]
fn tagged(_change: StateChange<Tagged>) {}

/// Why a record is parked holds no value of it.
#[tokio::test(start_paused = true)]
async fn what_is_parked_says_no_key_of_a_map() {
    let world = World::of::<TaggedSubscriber>();
    let function = world.function::<TaggedSubscriber>().await;
    let bad = Change::insert(1, "a", json!({ "tags": { "M": { "plover@example.com": { "S": "x" } } } }));
    assert_eq!(run(&function, &event([bad]), None).await.0, ["Parked 1/1"]);
    let items = world.parked::<TaggedSubscriber>().await.items().await.unwrap();
    assert!(!format!("{items:?}").contains("plover"), "{items:?}");
}

/// `discard` takes what the operator saw: what comes while it runs is not discarded unseen.
#[tokio::test(start_paused = true)]
async fn what_comes_while_an_item_is_discarded_is_not_discarded_unseen() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<FailsOnOneSubscriber>();
    let tables = world.tables.clone().with_latency(|_| Duration::from_millis(10));
    let connections = Connections::memory(tables.environment(), tables.clone());
    let function = function_of::<FailsOnOneSubscriber>(&tables).await;
    run(&function, &event([change(1, "a", 1), change(2, "a", 2), change(3, "a", 3)]), None).await;
    let parked = ParkedRecords::<FailsOnOneSubscriber>::connect(&connections).await.unwrap();
    let items = parked.items().await.unwrap();
    let fourth = event([change(4, "a", 4)]);
    let live = run(&function, &fourth, None);
    let (discarded, _) = tokio::join!(parked.discard(&items[0]), live);
    assert_eq!(discarded.unwrap(), items[0].records);
}

static LONG_FAILS: AtomicBool = AtomicBool::new(true);

#[subscriber(library, id = "trials/long", on(Inserted { new } if new.amount % 7 != 0), on_error = park, max_attempts = 1)]
fn long(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if LONG_FAILS.load(Ordering::SeqCst) && change.new().is_some_and(|new| new.amount == 1) {
        return Err("not yet".into());
    }
    Ok(added(&change))
}

/// More records of an item than a transaction has operations, with some that no arm takes, and texts of all kinds.
#[tokio::test(start_paused = true)]
async fn hundreds_of_records_of_an_item_are_parked_and_run_in_order() {
    let _serial = SERIAL.lock().await;
    let world = World::of::<LongSubscriber>();
    let function = world.function::<LongSubscriber>().await;
    let record = |number: u32| {
        let note = format!("\u{0}\"\\{}\u{1F600}\u{2028}", "\u{e9}".repeat(number as usize));
        Change::insert(number, "\u{e9}\"\\", json!({ "amount": { "N": number.to_string() }, "note": { "S": note } }))
    };
    let mut from = 1;
    for delivery in 0.. {
        assert!(delivery < 9);
        let (_, checkpoint) = run(&function, &event((from..=250).map(record)), None).await;
        let Some(checkpoint) = checkpoint else { break };
        from = (1..=250).find(|number| sequence_number(*number) == checkpoint).unwrap();
    }
    LONG_FAILS.store(false, Ordering::SeqCst);
    let parked = world.parked::<LongSubscriber>().await;
    let items = parked.items().await.unwrap();
    parked.redrive(&items[0]).await.unwrap();
    LONG_FAILS.store(true, Ordering::SeqCst);
    let expected: Vec<i64> = (1..=250).filter(|number| number % 7 != 0).collect();
    assert_eq!(world.amounts().into_values().next().unwrap(), expected);
}

/// A chunk of a payload, and the largest payload.
const CHUNK: usize = 380 * 1024;
const MAX: usize = 9 * CHUNK;

/// At the borders of chunks, and of what may be parked at all.
#[tokio::test(start_paused = true)]
async fn payloads_at_the_borders_of_chunks_come_back_whole() {
    let _serial = SERIAL.lock().await;
    let record = |length: usize| {
        let of = |note: String| Change::insert(1, "a", json!({ "amount": { "N": "1" }, "note": { "S": note } }));
        let record_length = |change: Change| event([change]).len() - event([]).len();
        let empty = record_length(of(String::new()));
        let left = length - empty;
        // Two bytes each, and one of one byte where it is odd.
        of(format!("{}{}", "x".repeat(left % 2), "\u{e9}".repeat(left / 2)))
    };
    for length in [CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1, 8 * CHUNK + 1, MAX] {
        let world = World::of::<LongSubscriber>();
        let function = world.function::<LongSubscriber>().await;
        assert_eq!(run(&function, &event([record(length)]), None).await.0, ["Parked 1/1"], "{length}");
        let parked = world.parked::<LongSubscriber>().await;
        let items = parked.items().await.unwrap();
        assert_eq!(items[0].records, 1);
        let records = parked.records(&items[0]).await.unwrap();
        assert!(records[0].record.as_ref().is_some_and(std::result::Result::is_ok), "{length}");
        assert_eq!(parked.discard(&items[0]).await.unwrap(), 1);
    }
    let world = World::of::<LongSubscriber>();
    let function = world.function::<LongSubscriber>().await;
    run(&function, &event([record(MAX + 1)]), None).await;
}
