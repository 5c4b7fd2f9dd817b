//! `Writes` behind a FIFO queue: random histories with faults, lost answers, duplicates, other orders of the groups, and
//! messages that come back from the dead-letter queue. Per item they are applied once and in order, or not any more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde_json::Value;
use statetopic::prelude::*;
use statetopic::subscriber::StartingPosition;
use statetopic::{ChangeKind, Subscriber as _};
use statetopic_local::simulate::Random;
use statetopic_local::{
    Delivery, FaultAction, FaultKind, FifoQueue, InProcess, Invoke, InvokeError, Local, QueueSettings, Subscription,
};
use statetopic_tests::on_both_stores;
use statetopic_tests::store::Store;

#[read_model(table = "shelves")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Shelf {
    /// The message group, which several items share.
    #[partition_key]
    warehouse: String,
    #[sort_key]
    sku: String,
    count: u32,
}

/// That a change was applied, and how often.
#[read_model(table = "entries")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Entry {
    #[partition_key]
    item: String,
    #[sort_key]
    number: String,
    #[serde(default)]
    times: u32,
}

#[subscriber(library)]
fn log_shelves(record: Record<Shelf>) -> Writes<Entry> {
    let (item, number) = (record.key().to_string(), record.sequence_number().unwrap().padded());
    Writes::new().update(EntryKey { item, number }.update().add(|a| a.times, 1))
}

on_both_stores! {
    #[tokio::test] async fn what_the_queue_never_discards_is_applied_once_and_in_order;
    #[tokio::test] async fn what_comes_back_from_the_dead_letter_queue_is_applied_unless_its_item_has_moved_on;
}

/// A function whose answer is lost at random, after it has done its work.
struct Lossy {
    function: InProcess<LogShelvesSubscriber>,
    random: Mutex<Option<Random>>,
}

impl Invoke for Lossy {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let answer = self.function.invoke(event).await;
        let lost = self.random.lock().unwrap().as_mut().is_some_and(|random| random.percent(15));
        if lost { Err(InvokeError::new("the answer was lost")) } else { answer }
    }
}

/// Changes by item, each by its number.
type Changes = BTreeMap<String, Vec<String>>;

struct History {
    local: Local,
    random: Random,
    subscription: Subscription<Lossy>,
    queue: FifoQueue,
}

impl History {
    async fn begin(store: Store, seed: u64, max_receive_count: u32) -> Self {
        let local = store.start();
        local.create::<Shelf>().await.unwrap();
        local.create::<Entry>().await.unwrap();
        local.create_table(&statetopic::ledger::SCHEMA).await.unwrap();
        let mut random = Random::seeded(seed);
        let connections = local.connections_named(LogShelvesSubscriber::DEFINITION.id);
        let function = InProcess::connect(&connections).await.unwrap();
        let lossy = Lossy { function, random: Mutex::new(Some(random.clone())) };
        let settings = QueueSettings::new(1 + u16::try_from(random.below(10)).unwrap(), StartingPosition::TrimHorizon)
            .with_max_receive_count(max_receive_count)
            .with_delivery(if random.percent(50) { Delivery::Twice } else { Delivery::Once })
            .with_seed(seed);
        let subscription = local.attach_queue::<Shelf, _>(lossy, settings).unwrap();
        let queue = subscription.queue().await.unwrap();
        Self { local, random, subscription, queue }
    }

    /// One of three commits fails from now on, before or after it was carried out.
    fn make_commits_fail(&mut self) {
        let random = Mutex::new(Random::seeded(u64::from(self.random.below(u32::MAX))));
        self.local.engine().inject(move |call| {
            let is_commit =
                call.client() == LogShelvesSubscriber::DEFINITION.id && call.operation() == "TransactWriteItems";
            match random.lock().unwrap().below(12) {
                0..3 if is_commit => FaultAction::FailBefore(FaultKind::Crash),
                3 if is_commit => FaultAction::FailAfter(FaultKind::Crash),
                _ => FaultAction::Pass,
            }
        });
    }

    /// Nothing goes wrong any more.
    async fn heal(&self) {
        self.local.engine().heal();
        let connections = self.local.connections_named(LogShelvesSubscriber::DEFINITION.id);
        let function = InProcess::connect(&connections).await.unwrap();
        self.subscription.replace_function(Lossy { function, random: Mutex::new(None) }).await;
    }

    async fn write(&mut self, writes: u32) {
        let shelves = self.local.table::<Shelf>().await.unwrap();
        for _ in 0..writes {
            let warehouse = format!("warehouse-{}", self.random.below(3));
            let sku = format!("sku-{}", self.random.below(3));
            // As many as never before, so that each write is a change.
            let count = self.random.below(u32::MAX);
            shelves.put(&Shelf { warehouse, sku, count }).await.unwrap();
            if self.random.percent(20) {
                self.subscription.deliver().await.unwrap();
            }
        }
    }

    fn source(&self) -> Changes {
        let event: Value = serde_json::from_slice(&self.local.changes_of::<Shelf>().unwrap().to_json()).unwrap();
        by_item(event["Records"].as_array().unwrap())
    }

    fn dead(&self) -> Changes {
        let records = self.queue.dead_letters();
        let records: Vec<Value> = records.iter().map(|body| serde_json::from_str(body).unwrap()).collect();
        by_item(&records)
    }

    /// The changes that were applied, in the order in which they were. Each was once, and after those before it.
    fn applied(&self) -> Changes {
        let mut applied = Changes::new();
        for change in self.local.engine().changes("entries", None, usize::MAX).unwrap() {
            assert_eq!(change.kind, ChangeKind::Inserted, "a change was applied twice");
            let entry = change.new_image.unwrap();
            assert_eq!(entry["times"]["N"], "1");
            let numbers = applied.entry(entry["item"]["S"].as_str().unwrap().to_owned()).or_default();
            let number = entry["number"]["S"].as_str().unwrap().to_owned();
            assert!(numbers.last().is_none_or(|last| *last < number), "a change was applied after a later one");
            numbers.push(number);
        }
        applied
    }
}

fn by_item(records: &[Value]) -> Changes {
    let mut changes = Changes::new();
    for record in records {
        let keys = &record["dynamodb"]["Keys"];
        let part = |name: &str| keys[name]["S"].as_str().unwrap();
        let number = record["dynamodb"]["SequenceNumber"].as_str().unwrap();
        let item = format!("{}/{}", part("warehouse"), part("sku"));
        changes.entry(item).or_default().push(format!("{number:0>40}"));
    }
    changes
}

async fn what_the_queue_never_discards_is_applied_once_and_in_order(store: Store) {
    for seed in 0..25 {
        let mut history = History::begin(store, seed, u32::MAX).await;
        history.make_commits_fail();
        history.write(40).await;
        history.local.settle().await.unwrap();
        assert_eq!(history.applied(), history.source(), "seed {seed}");
        assert!(history.queue.is_empty() && history.dead().is_empty());
    }
}

async fn what_comes_back_from_the_dead_letter_queue_is_applied_unless_its_item_has_moved_on(store: Store) {
    let (mut late, mut superseded) = (0, 0);
    for seed in 0..35 {
        let mut history = History::begin(store, seed, 2).await;
        history.make_commits_fail();
        history.write(40).await;
        history.local.settle().await.unwrap();
        let (source, applied, dead) = (history.source(), history.applied(), history.dead());
        for (item, numbers) in &source {
            let known = |changes: &Changes, number| changes.get(item).is_some_and(|known| known.contains(number));
            let lost = numbers.iter().find(|number| !known(&applied, *number) && !known(&dead, *number));
            assert_eq!(lost, None, "seed {seed}: neither applied nor in the dead-letter queue");
        }

        history.heal().await;
        history.queue.redrive();
        history.write(5).await;
        history.local.settle().await.unwrap();
        assert!(history.queue.is_empty() && history.dead().is_empty(), "seed {seed}");
        let (source, after) = (history.source(), history.applied());
        for (item, numbers) in &source {
            let (last, of_item) = (numbers.last().unwrap(), after.get(item).unwrap());
            assert_eq!(of_item.last(), Some(last), "seed {seed}: what is last is applied");
            let of_item: BTreeSet<_> = of_item.iter().collect();
            superseded += numbers.len() - of_item.len();
            let was_dead = dead.get(item).into_iter().flatten();
            let before = |number: &String| applied.get(item).is_some_and(|numbers| numbers.contains(number));
            late += was_dead.filter(|number| of_item.contains(number) && !before(number)).count();
        }
    }
    assert!(late > 20 && superseded > 20, "{late} came back in time, {superseded} were superseded");
}
