//! What runs at the same time, and the time that passes meanwhile.

use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::Value;
use statetopic::schema::{KeyElement, ScalarType, TableSchema};
use statetopic::subscriber::StartingPosition::TrimHorizon;
use statetopic::view::StreamView;
use statetopic_local::stream::Stream;
use statetopic_local::{
    Clock, DiscardReason, Engine, FailureDestination, Invoke, InvokeError, Local, Mapping, MappingError,
    MappingSettings, QueueMapping, QueueSettings,
};
use tokio::time::Instant;

use crate::support::*;

/// Takes its time for each event, and notes the items of those that begin and of those that end.
#[derive(Clone, Default)]
struct Slow {
    seen: Arc<Mutex<Seen>>,
    /// How long an event with this item takes; any other takes a second.
    takes: Option<(&'static str, Duration)>,
    /// An item whose event fails.
    bad: Option<&'static str>,
}

#[derive(Default)]
struct Seen {
    running: usize,
    most: usize,
    began: Vec<String>,
    ended: Vec<String>,
}

impl Slow {
    fn taking(item: &'static str, time: Duration) -> Self {
        Self { takes: Some((item, time)), ..Self::default() }
    }

    fn failing(item: &'static str) -> Self {
        Self { bad: Some(item), ..Self::default() }
    }

    fn began(&self) -> Vec<String> {
        self.seen.lock().unwrap().began.clone()
    }

    fn ended(&self) -> Vec<String> {
        self.seen.lock().unwrap().ended.clone()
    }

    fn most_at_once(&self) -> usize {
        self.seen.lock().unwrap().most
    }
}

/// The items of an event of a stream or of a queue.
fn items(event: &[u8]) -> String {
    let event: Value = serde_json::from_slice(event).unwrap();
    let records = event["Records"].as_array().unwrap().iter();
    let item = |record: &Value| match record["body"].as_str() {
        Some(body) => serde_json::from_str::<Value>(body).unwrap()["dynamodb"]["Keys"]["id"]["S"].clone(),
        None => record["dynamodb"]["Keys"]["id"]["S"].clone(),
    };
    records.map(|record| item(record).as_str().unwrap().to_owned()).collect()
}

impl Invoke for Slow {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let items = items(event);
        {
            let mut seen = self.seen.lock().unwrap();
            seen.running += 1;
            seen.most = seen.most.max(seen.running);
            seen.began.push(items.clone());
        }
        let slow = self.takes.filter(|(item, _)| items.contains(item));
        tokio::time::sleep(slow.map_or(Duration::from_secs(1), |(_, time)| time)).await;
        let mut seen = self.seen.lock().unwrap();
        seen.running -= 1;
        seen.ended.push(items.clone());
        let fails = self.bad.is_some_and(|bad| items.contains(bad));
        if fails { Err(InvokeError::new("killed")) } else { Ok(b"{}".to_vec()) }
    }
}

/// An application whose clock goes as tokio's paused time, with the table of the tests.
async fn local() -> Local {
    let clock = Clock::tokio_from(Duration::from_secs(NOW));
    let local = Local::with_engine(Engine::memory_with_clock(clock).unwrap());
    local.create_table(&TableSchema::new(TABLE, KeyElement::new("id", ScalarType::S))).await.unwrap();
    local
}

fn stream(local: &Local) -> Stream {
    Stream::open(local.engine().clone(), TABLE, StreamView::NewImage).unwrap()
}

fn queue(local: &Local, settings: QueueSettings, function: Slow) -> QueueMapping<Slow> {
    QueueMapping::new(stream(local), "id", local.engine().clock().clone(), function, settings).unwrap()
}

/// Changes of items, each another one.
async fn write(local: &Local, items: &str) {
    for (number, id) in items.chars().enumerate() {
        put(&local.client(), item(&id.to_string(), [("n", n(number as i128))])).await;
    }
}

#[tokio::test(start_paused = true)]
async fn as_many_batches_as_are_parallel_run_at_once_and_each_item_keeps_its_order() {
    for (parallelization, seconds) in [(1, 60), (4, 30)] {
        let local = local().await;
        write(&local, &"abcdefghijkl".repeat(5)).await;
        let settings = MappingSettings::new(1, TrimHorizon).with_parallelization(parallelization);
        let mut mapping = Mapping::new(stream(&local), Slow::default(), settings).unwrap();
        let begin = Instant::now();
        assert_eq!(mapping.run().await.unwrap().invocations, 60);
        let took = begin.elapsed().as_secs();
        assert!(took <= seconds && took >= 60 / u64::from(parallelization), "{took} s with {parallelization}");
        assert_eq!(mapping.function().most_at_once(), usize::from(parallelization));
        for item in "abcdefghijkl".chars() {
            assert_eq!(mapping.function().ended().iter().filter(|ended| ended.contains(item)).count(), 5);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_fails_for_ever_holds_up_its_own_lane_alone() {
    let local = local().await;
    write(&local, "abcdefghijklabcdefghijkl").await;
    let failures = FailureDestination::new(statetopic::subscriber::Destination::Sqs("failures".to_owned()));
    let settings = MappingSettings::new(1, TrimHorizon)
        .with_parallelization(10)
        .with_max_retries(5)
        .with_on_failure(failures.clone());
    let mut mapping = Mapping::new(stream(&local), Slow::failing("e"), settings).unwrap();
    mapping.run().await.unwrap();
    let ended = mapping.function().ended();
    assert_eq!(ended.iter().filter(|ended| *ended == "e").count(), 12);
    let last_but_e = ended.iter().rposition(|ended| ended == "a").unwrap();
    assert!(ended[last_but_e..].iter().filter(|ended| *ended == "e").count() > 5, "{ended:?}");
    assert_eq!(failures.discarded().len(), 2);
    assert_eq!(failures.discarded()[0].reason(), DiscardReason::RetryAttemptsExhausted);
}

#[tokio::test(start_paused = true)]
async fn subscribers_run_at_once() {
    let local = local().await;
    let slow = Slow::taking("a", Duration::from_secs(100));
    let (one, other) = (slow.clone(), slow.clone());
    local.attach(stream(&local), one, MappingSettings::new(10, TrimHorizon)).unwrap();
    local.attach(stream(&local), other, MappingSettings::new(10, TrimHorizon)).unwrap();
    write(&local, "a").await;
    let begin = Instant::now();
    assert_eq!(local.settle().await.unwrap().invocations, 2);
    assert_eq!((begin.elapsed().as_secs(), slow.most_at_once()), (100, 2));
}

#[tokio::test(start_paused = true)]
async fn a_message_comes_again_while_its_invocation_runs_and_other_groups_go_on() {
    let local = local().await;
    write(&local, "abab").await;
    let settings = QueueSettings::new(1, TrimHorizon).with_visibility_timeout(Duration::from_mins(1));
    let mut mapping = queue(&local, settings, Slow::taking("a", Duration::from_hours(1)));
    let begin = Instant::now();
    let progress = mapping.run().await.unwrap();
    // Five receives of the first `a`, a minute apart, then of the second; each is with several invocations.
    assert_eq!(progress.invocations, 2 + 5 + 5);
    assert_eq!(mapping.function().began().iter().filter(|began| *began == "a").count(), 10);
    assert_eq!(mapping.function().ended()[..2], ["b", "b"], "the other group does not wait");
    assert!(mapping.function().most_at_once() > 5);
    // What the first invocations did was done too late.
    assert_eq!(mapping.queue().dead_letters().len(), 2);
    assert!(mapping.queue().is_empty());
    let minutes = begin.elapsed().as_secs() / 60;
    assert_eq!(minutes, 60 + 9, "the last of ten begins after nine minutes");
}

#[tokio::test(start_paused = true)]
async fn an_answer_within_the_visibility_time_out_is_the_only_delivery() {
    let local = local().await;
    write(&local, "aab").await;
    let settings = QueueSettings::new(1, TrimHorizon).with_visibility_timeout(Duration::from_mins(1));
    let mut mapping = queue(&local, settings, Slow::taking("a", Duration::from_secs(59)));
    assert_eq!(mapping.run().await.unwrap().invocations, 3);
    assert!(mapping.queue().is_empty() && mapping.queue().dead_letters().is_empty());
    assert_eq!(mapping.function().most_at_once(), 2, "a message of each group");
}

#[tokio::test(start_paused = true)]
async fn time_is_put_forward_to_what_happens_next() {
    let (engine, client) = engine().await;
    let local = Local::with_engine(engine);
    let settings = MappingSettings::new(10, TrimHorizon).with_batching_window(5);
    local.attach(stream(&local), Slow::default(), settings).unwrap();
    put(&client, key("a")).await;
    assert_eq!(local.settle().await.unwrap().invocations, 1);
    assert_eq!(local.engine().clock().now(), Duration::from_secs(NOW + 5), "the window passed");

    let settings =
        QueueSettings::new(10, TrimHorizon).with_max_receive_count(3).with_visibility_timeout(Duration::from_mins(1));
    let mut mapping = queue(&local, settings, Slow::failing("a"));
    mapping.run().await.unwrap();
    assert_eq!(mapping.queue().dead_letters().len(), 1);
    assert_eq!(local.engine().clock().now(), Duration::from_secs(NOW + 5 + 180), "three time-outs passed");
}

#[tokio::test(start_paused = true)]
async fn an_invocation_without_an_answer_in_time_has_failed() {
    let local = local().await;
    write(&local, "ab").await;
    let settings = MappingSettings::new(1, TrimHorizon).with_timeout(Duration::from_secs(3)).with_max_retries(1);
    let mut mapping = Mapping::new(stream(&local), Slow::taking("a", Duration::from_hours(1)), settings).unwrap();
    let begin = Instant::now();
    let progress = mapping.run().await.unwrap();
    assert_eq!((progress.invocations, progress.discarded), (3, 1));
    assert_eq!((mapping.function().ended(), begin.elapsed().as_secs()), (vec!["b".to_owned()], 7));
}

#[tokio::test(start_paused = true)]
async fn what_runs_when_a_mapping_is_blocked_is_waited_for() {
    let local = local().await;
    let (failing, slow) = (Slow::failing("a"), Slow::taking("a", Duration::from_mins(1)));
    local.attach(stream(&local), failing.clone(), MappingSettings::new(10, TrimHorizon)).unwrap();
    local.attach(stream(&local), slow.clone(), MappingSettings::new(1, TrimHorizon)).unwrap();
    write(&local, "ab").await;
    let error = local.settle().await.unwrap_err();
    assert!(error.mapping().is_some_and(MappingError::is_blocked), "{error}");
    assert_eq!((failing.ended().len(), slow.ended()), (3, vec!["a".to_owned()]), "and nothing more begins");
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_dropped_loses_nothing() {
    let local = local().await;
    write(&local, "aab").await;
    let settings = MappingSettings::new(1, TrimHorizon).with_parallelization(10);
    let mut mapping = Mapping::new(stream(&local), Slow::taking("a", Duration::from_mins(1)), settings).unwrap();
    tokio::time::timeout(Duration::from_secs(10), mapping.run()).await.unwrap_err();
    assert_eq!(mapping.function().ended(), ["b"]);
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().ended(), ["b", "a", "a"]);
    assert_eq!(mapping.total().invocations, 4);

    write(&local, "c").await;
    let settings = QueueSettings::new(1, TrimHorizon).with_visibility_timeout(Duration::from_mins(1));
    let mut mapping = queue(&local, settings, Slow::taking("c", Duration::from_secs(30)));
    tokio::time::timeout(Duration::from_secs(10), mapping.run()).await.unwrap_err();
    mapping.run().await.unwrap();
    assert_eq!(mapping.function().ended().iter().filter(|ended| *ended == "c").count(), 1);
    assert!(mapping.queue().is_empty() && mapping.queue().dead_letters().is_empty());
}
