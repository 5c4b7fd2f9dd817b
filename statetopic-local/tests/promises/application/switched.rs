//! Mappings that are disabled, enabled and deleted.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use statetopic::prelude::*;
use statetopic::subscriber::StartingPosition::TrimHorizon;
use statetopic_local::{Clock, InProcess, Invoke, InvokeError, Local, MappingSettings, QueueSettings, Subscription};

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Order {
    #[partition_key]
    pub number: u32,
}

#[read_model(table = "totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Total {
    #[partition_key]
    pub id: u32,
    #[serde(default)]
    pub orders: u32,
}

#[subscriber(library, on(Inserted), starting_position = TRIM_HORIZON)]
fn count_orders(_change: StateChange<Order>) -> Writes<Total> {
    Writes::new().update(TotalKey { id: 1 }.update().add(|a| a.orders, 1))
}

/// Takes a minute for each event, and counts those that it ended.
#[derive(Default)]
struct Slow(AtomicUsize);

impl Invoke for Slow {
    async fn invoke(&self, _: &[u8]) -> Result<Vec<u8>, InvokeError> {
        tokio::time::sleep(Duration::from_mins(1)).await;
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(b"{}".to_vec())
    }
}

async fn put(local: &Local, numbers: std::ops::Range<u32>) {
    let orders = local.table::<Order>().await.unwrap();
    for number in numbers {
        orders.put(&Order { number }).await.unwrap();
    }
}

async fn total(local: &Local) -> u32 {
    let total = local.table::<Total>().await.unwrap().get(&TotalKey { id: 1 }).consistent().await.unwrap();
    total.map_or(0, |total| total.orders)
}

async fn counting() -> (Local, Subscription<InProcess<CountOrdersSubscriber>>) {
    let local = Local::start_with_clock(Clock::stopped_at(Duration::from_secs(1_700_000_000))).unwrap();
    let counting = local.subscribe::<CountOrdersSubscriber>().await.unwrap();
    (local, counting)
}

#[tokio::test]
async fn a_mapping_that_is_enabled_again_goes_on_where_it_was() {
    let (local, counting) = counting().await;
    put(&local, 0..3).await;
    local.settle().await.unwrap();
    counting.disable();
    put(&local, 3..5).await;
    assert_eq!(local.settle().await.unwrap().invocations, 0);
    assert!(!counting.deliver().await.unwrap() && !counting.is_enabled());
    assert_eq!(total(&local).await, 3);
    counting.enable();
    assert_eq!(local.settle().await.unwrap().records, 2);
    assert_eq!(total(&local).await, 5);
}

#[tokio::test]
async fn what_expires_while_a_mapping_is_disabled_is_lost() {
    let (local, counting) = counting().await;
    counting.disable();
    put(&local, 0..2).await;
    local.engine().clock().advance(Duration::from_hours(25));
    put(&local, 2..3).await;
    counting.enable();
    let progress = local.settle().await.unwrap();
    assert_eq!((progress.records, progress.trimmed), (1, 2));
}

#[tokio::test]
async fn a_subscriber_that_is_subscribed_again_gets_all_again_and_counts_it_once() {
    let (local, counting) = counting().await;
    put(&local, 0..3).await;
    local.settle().await.unwrap();
    counting.delete();
    counting.delete();
    counting.enable();
    put(&local, 3..5).await;
    assert_eq!(local.settle().await.unwrap().invocations, 0, "it is deleted for good");
    local.subscribe::<CountOrdersSubscriber>().await.unwrap();
    assert_eq!(local.settle().await.unwrap().records, 5);
    assert_eq!(total(&local).await, 5);
    local.unsubscribe::<CountOrdersSubscriber>();
    local.unsubscribe::<CountOrdersSubscriber>();
    local.subscribe::<CountOrdersSubscriber>().await.unwrap();
    assert_eq!(local.settle().await.unwrap().records, 5);
}

#[tokio::test]
async fn a_deleted_mapping_gives_its_place_at_the_stream_to_another() {
    let (local, counting) = counting().await;
    let attach =
        || local.attach(local.stream::<Order>().unwrap(), Slow::default(), MappingSettings::new(1, TrimHorizon));
    let second = attach().unwrap();
    assert!(attach().is_err(), "two readers");
    second.delete();
    attach().unwrap();
    counting.delete();
    attach().unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_runs_when_a_mapping_is_disabled_ends_and_nothing_else_begins() {
    let local = Local::start_with_clock(Clock::tokio_from(Duration::from_secs(1_700_000_000))).unwrap();
    local.table::<Order>().await.unwrap();
    let stream = local.stream::<Order>().unwrap();
    let slow = local.attach(stream, Slow::default(), MappingSettings::new(1, TrimHorizon)).unwrap();
    let queued = local.attach_queue::<Order, _>(Slow::default(), QueueSettings::new(1, TrimHorizon)).unwrap();
    put(&local, 0..5).await;
    let disable = async {
        tokio::time::sleep(Duration::from_secs(90)).await;
        slow.disable();
        queued.disable();
    };
    let (settled, ()) = tokio::join!(local.settle(), disable);
    settled.unwrap();
    let ended = slow.replace_function(Slow::default()).await.0.into_inner();
    assert_eq!(ended, 2, "the one that ran ended, and no third began");
    let queued_ended = queued.total().await.invocations;
    slow.enable();
    queued.enable();
    local.settle().await.unwrap();
    assert_eq!(slow.total().await.records, 5);
    assert!(queued_ended < queued.total().await.invocations || queued_ended == 5);
    assert_eq!(queued.total().await.records, 5);
}
