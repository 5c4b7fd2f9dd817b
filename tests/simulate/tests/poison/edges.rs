//! Projections, panics, groups of a queue, batches and former formats.

use super::prelude::*;

static BATCH_OUTAGE: AtomicBool = AtomicBool::new(true);
static BATCH_CALLS: AtomicU32 = AtomicU32::new(0);

#[subscriber(library, id = "trials/batch-hang", on_error = park, max_attempts = 2)]
async fn batch_hang(batch: Batch<Parcel>) -> Outcomes<Parcel> {
    BATCH_CALLS.fetch_add(1, Ordering::SeqCst);
    if BATCH_OUTAGE.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
    batch.into_pending().map(|(_, pending)| pending.done()).collect()
}

/// A batch that hung while another service was out is called again when that is back: nothing lost.
#[tokio::test(start_paused = true)]
async fn a_batch_that_hung_is_called_again_or_parked() {
    let world = World::of::<BatchHangSubscriber>();
    let function = world.function::<BatchHangSubscriber>().await;
    let batch = || event([change(1, "a", 7), change(2, "b", 7)]);
    for _ in 0..5 {
        run(&function, &batch(), TIME).await;
    }
    BATCH_OUTAGE.store(false, Ordering::SeqCst);
    for _ in 0..5 {
        let (_, checkpoint) = run(&function, &batch(), TIME).await;
        if checkpoint.is_none() {
            return;
        }
    }
    panic!("the batch is neither called nor parked, for ever");
}

#[read_model(table = "cards", projection_of = Parcel)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Card {
    #[partition_key]
    id: String,
    amount: i64,
    #[sequence]
    position: SourcePosition,
}

/// Returns another item's row for "thief".
#[subscriber(library, id = "trials/projection", on_error = park, max_attempts = 1)]
fn cards(change: StateChange<Parcel>) -> Projection<Card> {
    let id = change.key().id.clone();
    let id = if id == "thief" { "victim".to_owned() } else { id };
    let amount = change.new().map_or(0, |new| new.amount);
    Projection::row(&Card { id, amount, position: SourcePosition::unset() })
}

/// docs/projections.md: "Another row fails its record, since rows of two items must never be compared."
#[tokio::test(start_paused = true)]
async fn a_redrive_refuses_a_projections_row_of_another_item() {
    let world = World::of::<CardsSubscriber>();
    let function = world.function::<CardsSubscriber>().await;
    assert_eq!(run(&function, &event([change(1, "victim", 1)]), None).await.0, ["Done"]);
    assert_eq!(run(&function, &event([change(2, "thief", 666)]), None).await.0, ["Parked 1/1"]);
    let parked = world.parked::<CardsSubscriber>().await;
    let items = parked.items().await.unwrap();
    let redriven = parked.redrive(&items[0]).await.unwrap();
    let rows: Vec<Card> = world.tables.models("cards").unwrap();
    assert_eq!(redriven.done, 0);
    assert_eq!(rows.iter().find(|row| row.id == "victim").unwrap().amount, 1);
}

static BUSY: AtomicBool = AtomicBool::new(false);

#[subscriber(library, id = "trials/transient", on_error = park, max_attempts = 1)]
fn transient(_change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if BUSY.load(Ordering::SeqCst) {
        return Err(Transient::new("busy").into());
    }
    Err("bad".into())
}

/// `Transient` counts no attempt.
#[tokio::test(start_paused = true)]
async fn a_redrive_counts_no_attempt_where_the_service_fails() {
    let world = World::of::<TransientSubscriber>();
    let function = world.function::<TransientSubscriber>().await;
    run(&function, &event([change(1, "a", 1)]), None).await;
    let parked = world.parked::<TransientSubscriber>().await;
    let items = parked.items().await.unwrap();
    BUSY.store(true, Ordering::SeqCst);
    parked.redrive(&items[0]).await.unwrap();
    let records = parked.records(&items[0]).await.unwrap();
    assert_eq!(records[0].attempts, 1);
}

#[subscriber(library, id = "trials/changed", on_error = park, max_attempts = 1)]
fn parks_first(_change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    Err("bad".into())
}

#[subscriber(library, id = "trials/changed", on_error = skip, max_attempts = 1)]
fn skips_then(change: StateChange<Parcel>) -> Writes<Sum> {
    added(&change)
}

#[subscriber(library, id = "trials/changed")]
fn retries_then(change: StateChange<Parcel>) -> Writes<Sum> {
    added(&change)
}

/// A subscriber that skips keeps nothing in a table that nobody of it can redrive.
#[tokio::test(start_paused = true)]
async fn a_subscriber_that_skips_parks_nothing() {
    let world = World::of::<ParksFirstSubscriber>();
    run(&world.function::<ParksFirstSubscriber>().await, &event([change(1, "a", 1)]), None).await;
    let told = run(&world.function::<SkipsThenSubscriber>().await, &event([change(2, "a", 2)]), None).await;
    let function = world.function::<RetriesThenSubscriber>().await;
    let mut text = String::new();
    let observe =
        |event: &statetopic::OutcomeEvent<'_>| text = format!("{:?}", event.outcome.failure().map(ToString::to_string));
    function.invoke_observed(&event([change(3, "a", 2)]), None, observe).await.unwrap();
    assert!(!told.0[0].starts_with("Parked"), "parked by a subscriber with `on_error = skip`");
}

static SUPERSEDED_FAILS: AtomicBool = AtomicBool::new(true);

#[subscriber(library, id = "trials/panics", on_error = park, max_attempts = 2)]
fn panics(change: StateChange<Parcel>) -> Result<()> {
    if SUPERSEDED_FAILS.load(Ordering::SeqCst) && change.new().is_some_and(|new| new.amount == 1) {
        return Err(Box::new(Bomb));
    }
    Ok(())
}

/// An error of the user's that panics wherever it is looked at, and as it goes.
struct Bomb;
impl std::fmt::Debug for Bomb {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("debug")
    }
}
impl std::fmt::Display for Bomb {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("display")
    }
}
impl std::error::Error for Bomb {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        panic!("source")
    }
}
impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("drop")
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_that_panics_everywhere_is_parked_as_others_are() {
    let world = World::of::<PanicsSubscriber>();
    let function = world.function::<PanicsSubscriber>().await;
    let batch = || event([change(1, "a", 1), change(2, "a", 2), change(3, "b", 2)]);
    run(&function, &batch(), None).await;
    run(&function, &batch(), None).await;
    let told = run(&function, &batch(), None).await;
    assert_eq!(told.1, None);
    let parked = world.parked::<PanicsSubscriber>().await;
    let items = parked.items().await.unwrap();
    std::mem::forget(parked.dry_run(&items[0]).await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_redrive_of_an_error_that_panics_everywhere_ends() {
    let world = World::of::<PanicsSubscriber>();
    let function = world.function::<PanicsSubscriber>().await;
    let batch = || event([change(1, "a", 1), change(2, "a", 2)]);
    for _ in 0..3 {
        run(&function, &batch(), None).await;
    }
    let parked = world.parked::<PanicsSubscriber>().await;
    let items = parked.items().await.unwrap();
    let redriven = parked.redrive(&items[0]).await.unwrap();
    std::mem::forget(redriven);
}

/// A projection with `park`: put, gone, parked, and redriven in order; the late one does not come back.
#[subscriber(library, id = "trials/absent", on_error = park, max_attempts = 1)]
fn absents(change: StateChange<Parcel>) -> Result<Projection<Card>> {
    let amount = change.new().map_or(0, |new| new.amount);
    if amount == ABSENT_FAILS.load(Ordering::SeqCst) {
        return Err("bad".into());
    }
    if amount >= 100 {
        return Ok(Projection::absent());
    }
    Ok(Projection::row(&Card { id: change.key().id.clone(), amount, position: SourcePosition::unset() }))
}
static ABSENT_FAILS: AtomicI64 = AtomicI64::new(101);

#[tokio::test(start_paused = true)]
async fn a_parked_absent_is_redriven_in_order() {
    let world = World::of::<AbsentsSubscriber>();
    let function = world.function::<AbsentsSubscriber>().await;
    assert_eq!(
        run(&function, &event([change(1, "a", 1), change(2, "a", 101), change(3, "a", 3)]), None).await.0,
        ["Done", "Parked 1/1", "Parked"]
    );
    assert_eq!(
        run(&function, &event([change(1, "a", 1), change(2, "a", 101), change(4, "a", 102)]), None).await.0,
        ["Duplicate", "Duplicate", "Parked"]
    );
    ABSENT_FAILS.store(-1, Ordering::SeqCst);
    let parked = world.parked::<AbsentsSubscriber>().await;
    let items = parked.items().await.unwrap();
    let redriven = parked.redrive(&items[0]).await.unwrap();
    assert_eq!(redriven.done, 3, "{redriven:?}");
    let rows: Vec<Card> = world.tables.models("cards").unwrap();
    assert_eq!(rows, []);
    assert_eq!(run(&function, &event([change(3, "a", 3)]), None).await.0, ["Duplicate"]);
    assert_eq!(run(&function, &event([change(5, "a", 5)]), None).await.0, ["Done"]);
}

#[subscriber(library, id = "trials/fifo-hang", on_error = park, max_attempts = 2)]
async fn fifo_hang(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if change.key().id.starts_with("hang") {
        std::future::pending::<()>().await;
    }
    Ok(added(&change))
}

/// A queue: what hangs is parked, a neighbour in the same group and in another is not.
#[tokio::test(start_paused = true)]
async fn a_message_that_hangs_is_parked_and_its_neighbours_are_not() {
    let world = World::of::<FifoHangSubscriber>();
    let function = world.function::<FifoHangSubscriber>().await;
    let all = [(1, "hang"), (2, "b"), (3, "hang"), (4, "b")];
    let mut left = 1;
    for received in 1..10 {
        let message = |(number, id): (u32, &str)| (format!("m{number}"), received, change(number, id, 1));
        let told =
            run(&function, &fifo(all.into_iter().filter(|(number, _)| *number >= left).map(message)), TIME).await;
        let Some(first) = told.1 else {
            assert_eq!(world.amounts()["b"], [1, 1]);
            return;
        };
        left = first[1..].parse().unwrap();
    }
    panic!("never");
}

#[subscriber(library, id = "trials/skips", on_error = skip, max_attempts = 1)]
fn skips_without_writes(_change: StateChange<Parcel>) -> Result<()> {
    Err("bad".into())
}

/// What the manifest describes is what the function needs: a function without `Writes` that skips connects.
#[tokio::test(start_paused = true)]
async fn a_function_that_skips_and_returns_no_writes_connects() {
    let world = World::of::<SkipsWithoutWritesSubscriber>();
    let function = Function::<SkipsWithoutWritesSubscriber>::connect(&world.connections()).await;
    assert!(function.is_ok(), "{}", function.unwrap_err());
}

static FORMAT_HANGS: AtomicBool = AtomicBool::new(false);

#[subscriber(library, id = "trials/first-format", on_error = park, max_attempts = 1)]
async fn first_format(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    if FORMAT_HANGS.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
    Ok(added(&change))
}

/// Rows of the first format, while both are kept: what they say is applied is not parked and done twice.
#[tokio::test(start_paused = true)]
async fn a_record_that_a_row_of_the_first_format_has_is_not_done_twice() {
    let world = World::of::<FirstFormatSubscriber>();
    let names = ["parcels", "sums", "statetopic-ledger", "statetopic-parking"];
    let variables = names.map(|name| (statetopic::environment::table_variable(name), name.to_owned()));
    let flag = ("STATETOPIC_LEDGER_FIRST_FORMAT".to_owned(), "true".to_owned());
    let environment = statetopic::environment::Environment::new(variables.into_iter().chain([flag]));
    let connections = Connections::memory(environment, world.tables.clone());
    let function = Function::<FirstFormatSubscriber>::connect(&connections).await.unwrap();
    let batch = || event([change(1, "a", 1)]);
    run(&function, &batch(), TIME).await;
    // As code that knew the first format alone has left it.
    for row in world.tables.rows("statetopic-ledger").unwrap() {
        if row.inner().contains_key("format") {
            world.tables.delete("statetopic-ledger", &row).unwrap();
        }
    }
    FORMAT_HANGS.store(true, Ordering::SeqCst);
    for _ in 0..4 {
        let told = run(&function, &batch(), TIME).await;
        if told.1.is_none() {
            break;
        }
    }
    FORMAT_HANGS.store(false, Ordering::SeqCst);
    let parked = ParkedRecords::<FirstFormatSubscriber>::connect(&connections).await.unwrap();
    for item in parked.items().await.unwrap() {
        parked.redrive(&item).await.unwrap();
    }
    assert_eq!(world.amounts()["a"], [1]);
}

#[subscriber(library, id = "trials/io-other", on_error = park, max_attempts = 1)]
fn io_other(change: StateChange<Parcel>) -> Result<Writes<Sum>> {
    match change.key().id.as_str() {
        "other" => Err(std::io::Error::other(Transient::new("busy")).into()),
        _ => Err(std::sync::Arc::new(Transient::new("busy")).into()),
    }
}

#[tokio::test(start_paused = true)]
async fn a_transient_within_an_io_error_or_an_arc_is_found() {
    let world = World::of::<IoOtherSubscriber>();
    let function = world.function::<IoOtherSubscriber>().await;
    assert_eq!(
        run(&function, &event([change(1, "other", 1), change(2, "arc", 1)]), None).await.0,
        ["Failed", "Failed"]
    );
}
