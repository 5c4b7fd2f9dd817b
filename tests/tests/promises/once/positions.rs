//! What the ledger notes of a record that wrote nothing, or under another id: delivered again, it still writes nothing.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::json;
use statetopic::prelude::*;
use statetopic::{Function, Subscriber};
use statetopic_local::{FaultAction, FaultKind, Local};
use statetopic_tests::event::{Change, event};
use statetopic_tests::on_both_stores;
use statetopic_tests::recount::scan;
use statetopic_tests::store::Store;

#[read_model(table = "issues")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Issue {
    #[partition_key]
    id: String,
    revision: u64,
}

#[read_model(table = "titles")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Title {
    #[partition_key]
    id: u32,
    #[version]
    revision: u64,
}

#[read_model(table = "shelves")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Shelf {
    #[partition_key]
    id: u32,
    #[serde(default)]
    issues: u32,
    #[serde(default)]
    text: String,
}

on_both_stores! {
    #[tokio::test] async fn a_stale_row_that_was_deleted_is_not_put_by_a_duplicate;
    #[tokio::test] async fn a_write_that_was_skipped_is_not_made_by_a_duplicate;
    #[tokio::test] async fn no_writes_of_a_function_that_reads_are_no_writes_the_second_time;
    #[tokio::test] async fn a_function_that_reads_nothing_needs_no_row_to_write_nothing;
    #[tokio::test] async fn a_renamed_subscriber_goes_on_with_the_ledger_of_its_first_id;
    #[tokio::test] async fn a_duplicate_whose_writes_are_refused_as_a_whole_is_done;
    #[tokio::test] async fn writes_that_are_refused_as_a_whole_are_their_records_failure;
    #[tokio::test(start_paused = true)] async fn a_transaction_that_meets_others_is_tried_again;
}

struct Bench<S: Subscriber> {
    local: Local,
    function: Function<S>,
}

impl<S: Subscriber> Bench<S> {
    async fn new(store: Store) -> Result<Self> {
        let local = store.start();
        local.create::<Title>().await?;
        local.create::<Shelf>().await?;
        local.create_table(&statetopic::ledger::SCHEMA).await?;
        Ok(Self { function: Function::connect(&local.connections()).await?, local })
    }

    /// Delivers the insertion of an issue, and returns whether it is done.
    async fn deliver(&self, number: u32) -> Result<bool> {
        deliver(&self.function, number).await
    }

    async fn titles(&self) -> Result<Table<Title>> {
        Ok(self.local.table().await?)
    }

    async fn title(&self) -> Result<Option<Title>> {
        Ok(self.titles().await?.get(&TitleKey { id: 1 }).consistent().await?)
    }

    async fn shelf(&self) -> Result<Option<Shelf>> {
        Ok(self.local.table::<Shelf>().await?.get(&ShelfKey { id: 1 }).consistent().await?)
    }

    async fn ledger_rows(&self) -> usize {
        scan(&self.local.client(), statetopic::ledger::SCHEMA.table).await.len()
    }
}

async fn deliver<S: Subscriber>(function: &Function<S>, number: u32) -> Result<bool> {
    let image = json!({ "revision": { "N": number.to_string() } });
    let answer = function.invoke(&event([Change::insert(number, &format!("issue-{number}"), image)]), None).await?;
    Ok(answer.checkpoint().is_none())
}

fn revision(change: &StateChange<Issue>) -> u64 {
    change.new().map_or(0, |new| new.revision)
}

fn one_more() -> Update<Shelf> {
    ShelfKey { id: 1 }.update().add(|a| a.issues, 1)
}

#[subscriber(library, on(Inserted))]
fn newest(change: StateChange<Issue>) -> Writes<Title> {
    Writes::new().put_if_newer(&Title { id: 1, revision: revision(&change) })
}

async fn a_stale_row_that_was_deleted_is_not_put_by_a_duplicate(store: Store) -> Result<()> {
    let bench = Bench::<NewestSubscriber>::new(store).await?;
    bench.titles().await?.put(&Title { id: 1, revision: 9 }).await?;
    assert!(bench.deliver(3).await?);
    assert_eq!(bench.title().await?, Some(Title { id: 1, revision: 9 }));
    bench.titles().await?.delete(&TitleKey { id: 1 }).await?;
    assert!(bench.deliver(3).await?);
    assert_eq!(bench.title().await?, None);
    Ok(())
}

#[subscriber(library, on(Inserted))]
fn first(change: StateChange<Issue>) -> Writes<Title> {
    Writes::new().create(Create::new(&Title { id: 1, revision: revision(&change) }).or_skip())
}

async fn a_write_that_was_skipped_is_not_made_by_a_duplicate(store: Store) -> Result<()> {
    let bench = Bench::<FirstSubscriber>::new(store).await?;
    bench.titles().await?.put(&Title { id: 1, revision: 1 }).await?;
    assert!(bench.deliver(3).await?);
    bench.titles().await?.delete(&TitleKey { id: 1 }).await?;
    assert!(bench.deliver(3).await?);
    assert_eq!(bench.title().await?, None);
    assert!(bench.deliver(4).await?);
    assert_eq!(bench.title().await?, Some(Title { id: 1, revision: 4 }), "another record makes it");
    Ok(())
}

/// Counts while there is no title.
#[subscriber(library, on(Inserted))]
async fn count_untitled(_change: StateChange<Issue>, titles: &Table<Title>) -> Result<Writes<Shelf>> {
    let title = titles.get(&TitleKey { id: 1 }).consistent().await?;
    Ok(title.map_or_else(|| Writes::new().update(one_more()), |_| Writes::new()))
}

async fn no_writes_of_a_function_that_reads_are_no_writes_the_second_time(store: Store) -> Result<()> {
    let bench = Bench::<CountUntitledSubscriber>::new(store).await?;
    bench.titles().await?.put(&Title { id: 1, revision: 1 }).await?;
    assert!(bench.deliver(3).await?);
    bench.titles().await?.delete(&TitleKey { id: 1 }).await?;
    assert!(bench.deliver(3).await?);
    assert_eq!(bench.shelf().await?, None);
    assert!(bench.deliver(4).await?);
    assert_eq!(bench.shelf().await?.map(|shelf| shelf.issues), Some(1));
    Ok(())
}

#[subscriber(library, on(Inserted))]
fn count_even(change: StateChange<Issue>) -> Writes<Shelf> {
    if revision(&change).is_multiple_of(2) { Writes::new().update(one_more()) } else { Writes::new() }
}

async fn a_function_that_reads_nothing_needs_no_row_to_write_nothing(store: Store) -> Result<()> {
    let bench = Bench::<CountEvenSubscriber>::new(store).await?;
    assert!(bench.deliver(3).await?);
    assert_eq!(bench.ledger_rows().await, 0);
    assert!(bench.deliver(4).await?);
    assert_eq!(bench.ledger_rows().await, 1);
    Ok(())
}

#[subscriber(library, id = "before", on(Inserted))]
fn count_before(_change: StateChange<Issue>) -> Writes<Shelf> {
    Writes::new().update(one_more())
}

#[subscriber(library, id = "after", previously = "before", on(Inserted))]
fn count_after(change: StateChange<Issue>) -> Writes<Shelf> {
    count_before(change)
}

async fn a_renamed_subscriber_goes_on_with_the_ledger_of_its_first_id(store: Store) -> Result<()> {
    let bench = Bench::<CountBeforeSubscriber>::new(store).await?;
    let after = Function::<CountAfterSubscriber>::connect(&bench.local.connections()).await?;
    for number in 1..=3 {
        assert!(bench.deliver(number).await?);
    }
    // Its mapping begins at TRIM_HORIZON. Then both are deployed for a while.
    for number in 1..=4 {
        assert!(deliver(&after, number).await?);
    }
    assert!(bench.deliver(4).await?);
    assert_eq!(bench.shelf().await?.map(|shelf| shelf.issues), Some(4));
    Ok(())
}

/// More than a row may hold.
fn too_large() -> Shelf {
    Shelf { id: 1, issues: 0, text: "x".repeat(500_000) }
}

/// Counts each issue once, and then returns a row that DynamoDB does not take.
#[subscriber(library, on(Inserted))]
fn count_once_then_too_much(change: StateChange<Issue>) -> Writes<Shelf> {
    static COUNTED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    if COUNTED.lock().unwrap().insert(change.key().id.clone()) {
        return Writes::new().update(one_more());
    }
    Writes::new().put(&too_large())
}

async fn a_duplicate_whose_writes_are_refused_as_a_whole_is_done(store: Store) -> Result<()> {
    let bench = Bench::<CountOnceThenTooMuchSubscriber>::new(store).await?;
    let number = if store == Store::Engine { 1 } else { 2 };
    assert!(bench.deliver(number).await?);
    assert!(bench.deliver(number).await?, "it was committed");
    assert_eq!(bench.shelf().await?.map(|shelf| (shelf.issues, shelf.text)), Some((1, String::new())));
    Ok(())
}

#[subscriber(library, on(Inserted))]
fn always_too_much(_change: StateChange<Issue>) -> Writes<Shelf> {
    Writes::new().put(&too_large())
}

async fn writes_that_are_refused_as_a_whole_are_their_records_failure(store: Store) -> Result<()> {
    let bench = Bench::<AlwaysTooMuchSubscriber>::new(store).await?;
    let event = event([Change::insert(1, "issue-1", json!({ "revision": { "N": "1" } }))]);
    let mut failures = Vec::new();
    bench
        .function
        .invoke_observed(&event, None, |event| {
            if let statetopic::RecordOutcome::Failed(failure) = event.outcome {
                failures.push(failure.to_string());
            }
        })
        .await?;
    assert!(matches!(&*failures, [failure] if failure.contains("refused")), "{failures:?}");
    Ok(())
}

async fn a_transaction_that_meets_others_is_tried_again(store: Store) -> Result<()> {
    let bench = Bench::<CountBeforeSubscriber>::new(store).await?;
    let met = Arc::new(AtomicU32::new(0));
    let times = |times: u32| {
        let met = Arc::clone(&met);
        met.store(0, Ordering::Relaxed);
        bench.local.engine().inject(move |call| match call.operation() {
            "TransactWriteItems" if met.fetch_add(1, Ordering::Relaxed) < times => {
                FaultAction::FailBefore(FaultKind::TransactionConflict)
            }
            _ => FaultAction::Pass,
        });
    };
    times(5);
    assert!(bench.deliver(1).await?);
    assert_eq!(met.load(Ordering::Relaxed), 6);
    times(6);
    assert!(!bench.deliver(2).await?, "six times are enough");
    assert!(bench.deliver(2).await?);
    assert_eq!(bench.shelf().await?.map(|shelf| shelf.issues), Some(2));
    Ok(())
}
