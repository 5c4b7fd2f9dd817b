//! A subscriber's mapping is the one that it declares.

use std::time::Duration;

use serde_json::Value;
use statetopic::prelude::*;
use statetopic::subscriber::Destination;
use statetopic::subscriber::StartingPosition::TrimHorizon;
use statetopic_local::{Clock, DiscardReason, Invoke, InvokeError, Local, LocalError, MappingSettings, Progress};
use tokio::time::Instant;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    shelf: String,
    amount: u32,
}

#[read_model(table = "steps")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Step {
    #[partition_key]
    id: String,
}

#[read_model(table = "notes")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Note {
    #[partition_key]
    id: String,
}

/// Takes what is put on shelves of row `a`; the amount stays in process.
#[subscriber(library, on(Inserted { new } if new.shelf.starts_with("a-") && new.amount > 10))]
fn watch_row(_change: StateChange<Order>) {}

#[subscriber(library)]
fn watch_all(_change: StateChange<Order>) {}

#[subscriber(library, batch_size = 3, max_retries = 2)]
fn refuse(_change: StateChange<Order>) -> Result<()> {
    Err("not today".into())
}

#[subscriber(library, on(Inserted), max_retries = 0, bisect, on_failure = sns("refused"))]
fn refuse_row_b(change: StateChange<Order>) -> Result<()> {
    let refused = change.new().is_some_and(|new| new.shelf.starts_with("b-"));
    if refused { Err("not on row b".into()) } else { Ok(()) }
}

#[subscriber(library, on(Removed), max_retries = 0, on_failure = sns("refused"))]
fn refuse_removals(_change: StateChange<Order>) -> Result<()> {
    Err("orders stay".into())
}

/// Never gets to the end of an order that is older than an hour.
#[subscriber(library, max_age = 3600)]
fn refuse_for_an_hour(_change: StateChange<Order>) -> Result<()> {
    Err("not yet".into())
}

#[subscriber(library, timeout = 60)]
async fn ponder(_change: StateChange<Order>) {
    tokio::time::sleep(Duration::from_hours(1)).await;
}

/// Waits for what never comes.
#[subscriber(library)]
async fn never_end(_change: StateChange<Order>) {
    std::future::pending::<()>().await;
}

/// Blocks its thread for longer than it declares.
#[subscriber(library, timeout = 1)]
fn block(change: StateChange<Order>) -> Writes<Note> {
    std::thread::sleep(Duration::from_millis(1100));
    Writes::new().put(&Note { id: change.key().id.clone() })
}

#[subscriber(library, via = fifo, on(Inserted { new } if new.shelf == "a-1"))]
fn queue_shelf(_change: StateChange<Order>) {}

#[subscriber(library, via = fifo, on_failure = s3("failures"))]
fn queue_to_bucket(_change: StateChange<Order>) {}

#[subscriber(library, id = "statetopic-local/watch_all")]
fn namesake(_change: StateChange<Order>) {}

#[subscriber(library, batch_size = 1)]
fn take_steps(change: StateChange<Order>) -> Writes<(Step, Note)> {
    let id = &change.key().id;
    Writes::new().put(&Step { id: id.clone() }).put(&Note { id: format!("{id}, begun") })
}

#[subscriber(library)]
fn end_steps(change: StateChange<Step>) -> Writes<Note> {
    Writes::new().put(&Note { id: format!("{}, ended", change.key().id) })
}

#[subscriber(library, batching_window = 5)]
fn gather_notes(_change: StateChange<Note>) {}

#[subscriber(library)]
fn read_notes(_change: StateChange<Note>) {}

async fn put(local: &Local, id: &str, shelf: &str, amount: u32) {
    let orders = local.table::<Order>().await.unwrap();
    orders.put(&Order { id: id.to_owned(), shelf: shelf.to_owned(), amount }).await.unwrap();
}

#[tokio::test]
async fn what_the_arms_cannot_take_never_reaches_the_function() {
    let local = Local::start().unwrap();
    let watching = local.subscribe::<WatchRowSubscriber>().await.unwrap();
    for (id, shelf, amount) in [("1", "a-1", 50), ("2", "b-1", 50), ("3", "a-2", 5), ("4", "a-3", 11)] {
        put(&local, id, shelf, amount).await;
    }
    put(&local, "1", "a-1", 60).await;
    local.settle().await.unwrap();
    // Numbers cannot be compared by a filter: the third reaches the process, and no call.
    assert_eq!(watching.total().await.records, 3);
}

#[tokio::test]
async fn a_subscriber_that_takes_everything_gets_everything() {
    let local = Local::start().unwrap();
    let watching = local.subscribe::<WatchAllSubscriber>().await.unwrap();
    put(&local, "1", "a-1", 50).await;
    put(&local, "1", "b-1", 50).await;
    local.table::<Order>().await.unwrap().delete(&OrderKey { id: "1".to_owned() }).await.unwrap();
    local.settle().await.unwrap();
    assert_eq!(watching.total().await.records, 3);
    assert!(watching.destination().await.is_none(), "it never discards");
}

#[tokio::test]
async fn retries_that_are_declared_end_at_the_bucket_of_the_stack() {
    let local = Local::start().unwrap();
    let refusing = local.subscribe::<RefuseSubscriber>().await.unwrap();
    // What bounds retries without an end does not bound these.
    refusing.set_max_attempts(1).await;
    for id in ["1", "2", "3", "4"] {
        put(&local, id, "a-1", 1).await;
    }
    let Progress { invocations, discarded, .. } = local.settle().await.unwrap();
    assert_eq!((invocations, discarded), (2 * 3, 4));
    let bucket = refusing.destination().await.unwrap();
    assert_eq!(bucket.target(), &Destination::S3("failures".to_owned()));
    let records: Vec<usize> = bucket.discarded().iter().map(statetopic_local::Discarded::records).collect();
    assert_eq!(records, [3, 1]);
    let body: Value = serde_json::from_str(bucket.discarded()[0].body()).unwrap();
    let function = body["requestContext"]["functionArn"].as_str().unwrap();
    assert!(function.ends_with(":function:statetopic-local-refuse"), "{function}");
}

#[tokio::test]
async fn subscribers_share_a_destination_of_one_name() {
    let local = Local::start().unwrap();
    let told = Destination::Sns("refused".to_owned());
    assert!(local.destination(&told).is_empty());
    local.subscribe::<RefuseRowBSubscriber>().await.unwrap();
    local.subscribe::<RefuseRemovalsSubscriber>().await.unwrap();
    for (id, shelf) in [("1", "a-1"), ("2", "b-1"), ("3", "a-1"), ("4", "b-1")] {
        put(&local, id, shelf, 1).await;
    }
    local.table::<Order>().await.unwrap().delete(&OrderKey { id: "1".to_owned() }).await.unwrap();
    assert_eq!(local.settle().await.unwrap().discarded, 3);
    let discarded = local.destination(&told).discarded();
    assert!(discarded.iter().all(|discarded| discarded.records() == 1 && discarded.payload().is_none()));
    assert_eq!(discarded.len(), 3);
}

#[tokio::test]
async fn records_are_discarded_by_the_age_that_is_declared() {
    let clock = Clock::stopped_at(Duration::from_secs(1_700_000_000));
    let local = Local::start_with_clock(clock.clone()).unwrap();
    let refusing = local.subscribe::<RefuseForAnHourSubscriber>().await.unwrap();
    put(&local, "1", "a-1", 1).await;
    for _ in 0..2 {
        let error = local.settle().await.unwrap_err();
        assert!(error.mapping().is_some_and(statetopic_local::MappingError::is_blocked), "{error}");
        clock.advance(Duration::from_mins(30));
    }
    local.settle().await.unwrap_err();
    clock.advance(Duration::from_secs(1));
    assert_eq!(local.settle().await.unwrap().discarded, 1);
    let bucket = refusing.destination().await.unwrap();
    assert_eq!(bucket.discarded()[0].reason(), DiscardReason::RecordAgeExceeded);
    assert_eq!(refusing.total().await.invocations, 3 * 3);
}

#[tokio::test(start_paused = true)]
async fn an_invocation_has_the_time_that_is_declared() {
    let local = Local::start().unwrap();
    let pondering = local.subscribe::<PonderSubscriber>().await.unwrap();
    put(&local, "1", "a-1", 1).await;
    let begin = Instant::now();
    let error = local.settle().await.unwrap_err();
    assert!(error.mapping().is_some_and(statetopic_local::MappingError::is_blocked), "{error}");
    // The function answers half a second before its end.
    assert_eq!((pondering.total().await.invocations, begin.elapsed()), (3, 3 * Duration::from_millis(59_500)));
    pondering.set_timeout(None).await.unwrap();
    assert_eq!(local.settle().await.unwrap().invocations, 1);
}

#[tokio::test(start_paused = true)]
async fn a_function_that_declares_no_time_out_has_that_of_a_stack() {
    let local = Local::start().unwrap();
    let forgetting = local.subscribe::<NeverEndSubscriber>().await.unwrap();
    put(&local, "1", "a-1", 1).await;
    let begin = Instant::now();
    let error = local.settle().await.unwrap_err();
    assert!(error.mapping().is_some_and(statetopic_local::MappingError::is_blocked), "{error}");
    assert_eq!((forgetting.total().await.invocations, begin.elapsed()), (3, 3 * Duration::from_millis(29_500)));
}

#[tokio::test]
async fn a_function_that_blocks_its_thread_has_the_time_that_is_declared() {
    let local = Local::start().unwrap();
    let blocking = local.subscribe::<BlockSubscriber>().await.unwrap();
    blocking.set_max_attempts(1).await;
    put(&local, "1", "a-1", 1).await;
    let error = local.settle().await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(source, "no answer within the time-out of 1 s");
    let notes = local.table::<Note>().await.unwrap();
    let note = notes.get(&NoteKey { id: "1".to_owned() }).consistent().await.unwrap();
    assert_eq!(note, None, "what it returned too late is not written");

    blocking.set_timeout(Some(Duration::from_mins(1))).await.unwrap();
    local.settle().await.unwrap();
    assert!(notes.get(&NoteKey { id: "1".to_owned() }).consistent().await.unwrap().is_some());
}

#[tokio::test]
async fn a_pipe_filters_as_a_mapping_does() {
    let local = Local::start().unwrap();
    let queueing = local.subscribe::<QueueShelfSubscriber>().await.unwrap();
    put(&local, "1", "a-1", 1).await;
    put(&local, "2", "a-2", 1).await;
    local.settle().await.unwrap();
    assert_eq!(queueing.total().await.records, 1);
    assert_eq!(queueing.queue().await.unwrap().name(), "statetopic-local-queue_shelf.fifo");
    let target = queueing.destination().await.unwrap().target().clone();
    assert_eq!(target, Destination::Sqs("statetopic-local-queue_shelf_discards".to_owned()));
}

#[tokio::test]
async fn a_bucket_behind_a_pipe_is_refused() {
    let local = Local::start().unwrap();
    let error = local.subscribe::<QueueToBucketSubscriber>().await.unwrap_err();
    let expected = "`statetopic-local/queue_to_bucket`: with `via = fifo` a Pipe reads the stream, and a Pipe cannot send \
                    discarded records to a bucket; use `on_failure = sqs(\"…\")` or `sns(\"…\")`";
    let text = error.to_string();
    assert!(text.starts_with(file!()) && text.ends_with(expected), "{text}");
}

/// A topic whose table has no stream.
#[read_model(table = "quiet")]
#[state_topic(view = KEYS_ONLY, enabled = false)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Quiet {
    #[partition_key]
    id: String,
}

#[subscriber(library, on(Inserted))]
fn hear_nothing(_change: StateChange<Quiet>) {}

#[tokio::test]
async fn a_topic_whose_stream_is_off_is_refused() {
    let local = Local::start().unwrap();
    let error = local.subscribe::<HearNothingSubscriber>().await.unwrap_err().to_string();
    assert!(error.contains("remove `enabled = false` from its `#[state_topic]`"), "{error}");
}

#[tokio::test]
async fn a_second_subscriber_with_an_id_is_refused() {
    let local = Local::start().unwrap();
    local.subscribe::<WatchAllSubscriber>().await.unwrap();
    for error in [
        local.subscribe::<WatchAllSubscriber>().await.map(|_| ()).unwrap_err(),
        local.subscribe::<NamesakeSubscriber>().await.map(|_| ()).unwrap_err(),
    ] {
        assert_eq!(
            error.to_string(),
            "`statetopic-local/watch_all` is subscribed already; keep what `subscribe` returned and `restart` it where a \
             new process is to go on, or give each of two functions with one name an `id = \"…\"` of its own"
        );
    }
}

/// Takes everything.
struct Watch;

impl Invoke for Watch {
    async fn invoke(&self, _event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        Ok(Vec::new())
    }
}

#[tokio::test]
async fn a_third_reader_of_a_stream_is_refused_unless_a_test_says_so() {
    let local = Local::start().unwrap();
    local.subscribe::<WatchAllSubscriber>().await.unwrap();
    let attach = |local: &Local| -> Result<(), LocalError> {
        local.attach(local.stream::<Order>()?, Watch, MappingSettings::new(10, TrimHorizon)).map(|_| ())
    };
    attach(&local).unwrap();
    let error = local.subscribe::<QueueShelfSubscriber>().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the stream of `orders` has 2 readers (`statetopic-local/watch_all`, a function that was attached) and a shard \
         allows no more: Lambda would throttle `statetopic-local/queue_shelf`; put two into one function, a \
         `#[subscriber]` with the arms of both that calls both as plain functions, or call `Local::set_max_readers` \
         first where a test is to have more"
    );
    attach(&local).unwrap_err();
    // What was refused does not run.
    put(&local, "1", "a-1", 1).await;
    assert_eq!(local.settle().await.unwrap().invocations, 2);

    // Another stream has readers of its own.
    local.subscribe::<ReadNotesSubscriber>().await.unwrap();
    local.set_max_readers(3);
    local.subscribe::<QueueShelfSubscriber>().await.unwrap();
    attach(&local).unwrap_err();
    assert_eq!(local.settle().await.unwrap().invocations, 1);
}

#[tokio::test]
async fn a_batching_window_gathers_what_others_write_meanwhile() {
    let local = Local::start().unwrap();
    local.subscribe::<TakeStepsSubscriber>().await.unwrap();
    let gathering = local.subscribe::<GatherNotesSubscriber>().await.unwrap();
    let reading = local.subscribe::<ReadNotesSubscriber>().await.unwrap();
    local.subscribe::<EndStepsSubscriber>().await.unwrap();
    for id in ["1", "2"] {
        put(&local, id, "a-1", 1).await;
    }
    local.settle().await.unwrap();
    let (gathered, read) = (gathering.total().await, reading.total().await);
    assert_eq!((gathered.invocations, gathered.records), (1, 4));
    assert_eq!((read.invocations, read.records), (2, 4));
}

#[tokio::test]
async fn a_subscription_that_is_run_by_itself_does_not_wait_for_its_window() {
    let local = Local::start().unwrap();
    let gathering = local.subscribe::<GatherNotesSubscriber>().await.unwrap();
    for id in ["1", "2"] {
        local.table::<Note>().await.unwrap().put(&Note { id: id.to_owned() }).await.unwrap();
        assert_eq!(gathering.run().await.unwrap().records, 1);
    }
}
