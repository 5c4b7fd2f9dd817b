//! Functions of a `Batch`: what they may not have, and what of it is parked.

use super::prelude::*;

/// The amounts that it was called with, in their order.
static CALLED: Mutex<Vec<(String, i64)>> = Mutex::new(Vec::new());

#[subscriber(library, id = "poison/batches", on_error = park, max_attempts = 1)]
fn batches(batch: Batch<Parcel>) -> Outcomes<Parcel> {
    batch
        .into_pending()
        .map(|(record, pending)| {
            let amount = record.change().new().map_or(0, |new| new.amount);
            CALLED.lock().unwrap().push((record.key().id.clone(), amount));
            if amount == 1 { pending.failed("bad") } else { pending.done() }
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_record_of_a_batch_is_parked_with_those_of_its_item_that_were_done_after_it() {
    let world = World::of::<BatchesSubscriber>();
    let function = world.function::<BatchesSubscriber>().await;
    let batch = event([change(1, "good", 3), change(2, "bad", 1), change(3, "bad", 2), change(4, "good", 4)]);
    let (outcomes, checkpoint) = run(&function, &batch, None).await;
    assert_eq!((outcomes, checkpoint), (["Done", "Parked 1/1", "Parked", "Done"].map(str::to_owned).to_vec(), None));
    // What is behind them is not among the records of the next batch.
    CALLED.lock().unwrap().clear();
    let batch = event([change(5, "good", 5), change(6, "bad", 6), change(7, "good", 7)]);
    assert_eq!(run(&function, &batch, None).await.0, ["Done", "Parked", "Done"]);
    assert_eq!(*CALLED.lock().unwrap(), [("good".to_owned(), 5), ("good".to_owned(), 7)]);
    let parked = world.parked::<BatchesSubscriber>().await;
    assert_eq!(parked.items().await.unwrap()[0].records, 3);
}

#[subscriber(library, id = "poison/whole-batches", on_error = park, max_attempts = 1)]
fn whole_batches(_batch: Batch<Parcel>) -> Result<()> {
    Err("all of it".into())
}

#[tokio::test(start_paused = true)]
async fn an_error_of_a_whole_batch_is_never_parked() {
    let world = World::of::<WholeBatchesSubscriber>();
    let function = world.function::<WholeBatchesSubscriber>().await;
    for _ in 0..4 {
        let batch = event([change(1, "a", 1), change(2, "b", 2)]);
        assert_eq!(run(&function, &batch, None).await.0, ["Failed", "Failed"]);
    }
}

#[read_model(table = "lines")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The message group.
    #[partition_key]
    id: String,
    #[sort_key]
    line: String,
    amount: i64,
}

static LINES: Mutex<Vec<i64>> = Mutex::new(Vec::new());

#[subscriber(library, id = "trials/lines", on_error = park, max_attempts = 1)]
fn lines(batch: Batch<Entry>) -> Outcomes<Entry> {
    batch
        .into_pending()
        .map(|(record, pending)| {
            let amount = record.change().new().map_or(0, |new| new.amount);
            LINES.lock().unwrap().push(amount);
            if amount == 1 { pending.failed("bad") } else { pending.done() }
        })
        .collect()
}

fn line(number: u32, line: &str, amount: i64) -> (String, u32, Change) {
    let keys = json!({ "id": { "S": "a" }, "line": { "S": line } });
    let attributes = json!({ "line": { "S": line }, "amount": { "N": amount.to_string() } });
    (format!("m{number}"), 1, Change::insert(number, "a", attributes).with("/dynamodb/Keys", keys))
}

/// What is known of one record of a batch is said of that one alone, whatever order a queue has.
#[tokio::test(start_paused = true)]
async fn each_record_of_a_batch_is_asked_for_and_none_stands_for_another() {
    let world = World::of::<LinesSubscriber>();
    let function = world.function::<LinesSubscriber>().await;
    assert_eq!(run(&function, &fifo([line(5, "x", 1)]), None).await.0, ["Parked 1/1"]);
    let parked = world.parked::<LinesSubscriber>().await;
    let items = parked.items().await.unwrap();
    assert_eq!(parked.discard(&items[0]).await.unwrap(), 1);
    for (batch, told, called) in [
        (vec![line(7, "x", 7), line(5, "x", 1), line(4, "x", 4)], vec!["Done", "Duplicate", "Superseded"], vec![7]),
        (vec![line(8, "x", 8), line(3, "y", 3)], vec!["Done", "Done"], vec![8, 3]),
    ] {
        LINES.lock().unwrap().clear();
        assert_eq!(run(&function, &fifo(batch), None).await.0, told);
        assert_eq!(*LINES.lock().unwrap(), called);
    }
}
