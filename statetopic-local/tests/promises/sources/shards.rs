//! Streams that are split while they are read.

use std::sync::Mutex;

use proptest::prelude::{ProptestConfig, any, prop, proptest};
use serde_json::Value;
use statetopic::subscriber::StartingPosition::{self, Latest, TrimHorizon};
use statetopic::view::StreamView;
use statetopic_local::stream::Stream;
use statetopic_local::{
    Engine, Invoke, InvokeError, Mapping, MappingSettings, QueueMapping, QueueSettings, ShardId, StreamShard,
};

use crate::support::*;

/// Remembers the items and the sequence numbers of each event of a stream or of a queue that is done.
#[derive(Default)]
struct Seen {
    seen: Mutex<Vec<(String, String)>>,
    /// Which of the next events fail, the next one last.
    fails: Mutex<Vec<bool>>,
}

impl Invoke for Seen {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        if self.fails.lock().unwrap().pop() == Some(true) {
            return Err(InvokeError::new("killed"));
        }
        let event: Value = serde_json::from_slice(event).unwrap();
        for record in event["Records"].as_array().unwrap() {
            let body = record["body"].as_str().map(|body| serde_json::from_str::<Value>(body).unwrap());
            let change = &body.as_ref().unwrap_or(record)["dynamodb"];
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let seen = (text(&change["Keys"]["id"]["S"]), text(&change["SequenceNumber"]));
            self.seen.lock().unwrap().push(seen);
        }
        Ok(b"{}".to_vec())
    }
}

impl Seen {
    fn items(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|(item, _)| item.clone()).collect()
    }

    /// Each record of the stream came once, those of an item in their order.
    fn assert_all_in_order(&self, engine: &Engine) {
        let seen = self.seen.lock().unwrap();
        let records = records(engine, StreamView::KeysOnly);
        assert_eq!(seen.len(), records.len());
        for record in &records {
            let item = record["dynamodb"]["Keys"]["id"]["S"].as_str().unwrap();
            let of_item: Vec<&String> =
                seen.iter().filter(|(there, _)| there == item).map(|(_, number)| number).collect();
            assert!(of_item.is_sorted(), "{item}: {of_item:?}");
            assert!(of_item.iter().any(|number| record["dynamodb"]["SequenceNumber"] == ***number));
        }
    }
}

fn stream(engine: &Engine) -> Stream {
    Stream::open(engine.clone(), TABLE, StreamView::KeysOnly).unwrap()
}

fn settings(position: StartingPosition) -> MappingSettings {
    MappingSettings::new(3, position).with_parallelization(2)
}

/// Changes each of these items.
async fn change(engine: &Engine, items: &str, value: &str) {
    for item in items.chars() {
        put(&engine.client(), item_with(&item.to_string(), value)).await;
    }
}

fn item_with(id: &str, value: &str) -> Item {
    item(id, [("v", s(value))])
}

/// Splits the first of the open shards and rotates the last of them.
fn split_and_rotate(stream: &Stream) {
    let open = |stream: &Stream| -> Vec<ShardId> {
        let shards = stream.shards().unwrap();
        shards.iter().filter(|shard| shard.is_open()).map(StreamShard::id).collect()
    };
    stream.split_shard(open(stream)[0]).unwrap();
    stream.rotate_shard(*open(stream).last().unwrap()).unwrap();
}

#[tokio::test]
async fn trim_horizon_reads_all_shards_from_the_oldest_on() {
    let (engine, _) = engine().await;
    let stream = stream(&engine);
    for round in ["1", "2", "3", "4"] {
        change(&engine, "abcdefgh", round).await;
        split_and_rotate(&stream);
    }
    change(&engine, "abcdefgh", "5").await;
    let mut mapping = Mapping::new(stream, Seen::default(), settings(TrimHorizon)).unwrap();
    mapping.run().await.unwrap();
    mapping.function().assert_all_in_order(&engine);
    assert_eq!(mapping.run().await.unwrap().invocations, 0);
}

#[tokio::test]
async fn shards_that_are_closed_while_they_are_read_lose_nothing() {
    let (engine, _) = engine().await;
    let stream = stream(&engine);
    let mut mapping = Mapping::new(stream.clone(), Seen::default(), settings(TrimHorizon)).unwrap();
    for round in ["1", "2", "3", "4", "5"] {
        change(&engine, "abcd", round).await;
        mapping.deliver().await.unwrap();
        split_and_rotate(&stream);
        change(&engine, "cdef", round).await;
        if round != "3" {
            mapping.run().await.unwrap();
        }
    }
    mapping.run().await.unwrap();
    mapping.function().assert_all_in_order(&engine);
}

#[tokio::test]
async fn latest_starts_at_the_ends_of_the_open_shards() {
    let (engine, _) = engine().await;
    let stream = stream(&engine);
    change(&engine, "abcdefgh", "1").await;
    split_and_rotate(&stream);
    change(&engine, "abcdefgh", "2").await;
    let mut mapping = Mapping::new(stream.clone(), Seen::default(), settings(Latest)).unwrap();
    split_and_rotate(&stream);
    change(&engine, "bcg", "3").await;
    mapping.run().await.unwrap();
    let mut items = mapping.function().items();
    items.sort_unstable();
    assert_eq!(items, ["b", "c", "g"]);
}

#[tokio::test]
async fn a_pipe_reads_all_shards_too() {
    let (engine, _) = engine().await;
    let stream = stream(&engine);
    change(&engine, "abcdefgh", "1").await;
    split_and_rotate(&stream);
    change(&engine, "abcdefgh", "2").await;
    let (clock, settings) = (engine.clock().clone(), QueueSettings::new(10, TrimHorizon));
    let mut mapping = QueueMapping::new(stream.clone(), "id", clock, Seen::default(), settings).unwrap();
    mapping.run().await.unwrap();
    split_and_rotate(&stream);
    change(&engine, "abcdefgh", "3").await;
    mapping.run().await.unwrap();
    mapping.function().assert_all_in_order(&engine);
}

#[tokio::test]
async fn a_closed_shard_and_one_that_is_not_there_are_refused() {
    let (engine, _) = engine().await;
    let first = engine.shards(TABLE).unwrap()[0].id();
    engine.split_shard(TABLE, first).unwrap();
    assert!(engine.split_shard(TABLE, first).unwrap_err().to_string().contains("is closed"));
    assert!(engine.rotate_shard(TABLE, ShardId::new(9)).unwrap_err().to_string().contains("no shard"));
    assert!(engine.shards("users").is_err());
}

/// What happens to a stream and its mapping, each with a number that says to what.
async fn happen(steps: &[(u8, u8)], fails: Vec<bool>) {
    let (engine, _) = engine().await;
    let stream = stream(&engine);
    let settings = settings(TrimHorizon).with_max_attempts(100).with_bisecting();
    let mut mapping = Mapping::new(stream.clone(), Seen::default(), settings).unwrap();
    *mapping.function().fails.lock().unwrap() = fails;
    for (step, (what, which)) in steps.iter().enumerate() {
        let shards = stream.shards().unwrap();
        let open: Vec<ShardId> = shards.iter().filter(|shard| shard.is_open()).map(StreamShard::id).collect();
        let shard = open[usize::from(*which) % open.len()];
        match what {
            0 => drop(stream.split_shard(shard).unwrap()),
            1 => drop(stream.rotate_shard(shard).unwrap()),
            2 => drop(mapping.deliver().await.unwrap()),
            3 => drop(mapping.run().await.unwrap()),
            _ => change(&engine, &char::from(b'a' + which % 8).to_string(), &step.to_string()).await,
        }
    }
    mapping.run().await.unwrap();
    mapping.function().assert_all_in_order(&engine);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn whatever_is_split_and_whatever_fails_each_record_is_done_once_and_those_of_an_item_in_order(
        steps in prop::collection::vec((0..10_u8, any::<u8>()), 1..60),
        fails in prop::collection::vec(any::<bool>(), 0..30),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(happen(&steps, fails));
    }
}

#[tokio::test]
async fn a_table_that_is_made_again_has_another_stream_at_any_time() {
    let (engine, client) = engine().await;
    put(&client, item("a", [])).await;
    let (arn, first) = (engine.stream_arn(TABLE).unwrap(), engine.shards(TABLE).unwrap()[0].id());
    engine.split_shard(TABLE, first).unwrap();
    client.delete_table().table_name(TABLE).send().await.unwrap();
    // The clock stands still.
    create_table(&client, TABLE).await;
    assert_ne!(engine.stream_arn(TABLE).unwrap(), arn);
    assert_eq!(engine.shards(TABLE).unwrap().len(), 1);
}
