//! Metrics of invocations, as CloudWatch's embedded metric format has them.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use statetopic::memory::MemoryTables;
use statetopic::prelude::*;
use statetopic::{Clock, Connections, Function, Metrics, ReadModel};
use statetopic_tests::event::{Change, event};
use statetopic_tests::process::LambdaProcess;

const PROBE: &str = env!("CARGO_BIN_EXE_probe");

/// When the records of the events were made, in seconds, and when they come: three seconds later.
const NOW: u64 = 1_770_000_003;

#[read_model(table = "parcels")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Parcel {
    #[partition_key]
    id: String,
    weight: u32,
}

#[read_model(table = "loads")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Load {
    #[partition_key]
    id: String,
    #[serde(default)]
    weight: u32,
}

#[subscriber(library, id = "shop/load", on(Inserted, Modified), concurrency = 8)]
fn load(change: StateChange<Parcel>) -> Result<Writes<Load>> {
    let Some(new) = change.new() else { return Ok(Writes::new()) };
    match new.weight {
        0 => Err("secret-of-the-user".into()),
        1 => panic!("secret-of-the-panic"),
        weight => Ok(Writes::new().update(LoadKey { id: "all".to_owned() }.update().add(|a| a.weight, weight))),
    }
}

/// The lines that were written.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    /// The lines since the last time.
    fn take(&self) -> Vec<Value> {
        let text = String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap();
        assert!(!text.contains("secret"), "{text}");
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn insert(number: u32, id: &str, weight: &str) -> Change {
    Change::insert(number, &format!("secret-{id}"), json!({ "weight": { "N": weight } }))
}

/// The metrics of a line, without what is zero.
fn counts(line: &Value) -> Vec<(&str, u64)> {
    let metrics = line["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array().unwrap();
    let names = metrics.iter().map(|metric| metric["Name"].as_str().unwrap());
    names.filter_map(|name| Some((name, line[name].as_u64()?))).filter(|(_, count)| *count > 0).collect()
}

#[tokio::test]
async fn a_line_counts_what_became_of_the_records() {
    let tables = MemoryTables::new(Clock::stopped_at(Duration::from_secs(NOW)));
    tables.create("loads", &Load::SCHEMA);
    tables.create("ledger", &statetopic::ledger::SCHEMA);
    let lines = Lines::default();
    let metrics = Metrics::new("shop", Clock::stopped_at(Duration::from_secs(NOW)), lines.clone());
    let connections = Connections::memory(tables.environment(), tables.clone());
    let function = Function::<LoadSubscriber>::connect(&connections).await.unwrap().with_metrics(metrics);

    let gone = Change::remove(5, "secret-gone", json!({ "weight": { "N": "9" } }));
    let unreadable = insert(4, "unreadable", "not-a-secret-number");
    let batch = [insert(1, "a", "5"), insert(2, "b", "0"), insert(3, "c", "1"), unreadable, gone, insert(6, "b", "7")];
    function.invoke(&event(batch), None).await.unwrap();
    let [line] = &lines.take()[..] else { panic!("one line an invocation") };
    assert_eq!(
        counts(line),
        [
            ("IteratorAge", 3_000),
            ("BatchSize", 6),
            ("Processed", 1),
            ("Failed", 3),
            ("DecodeErrors", 1),
            ("Filtered", 1),
            ("NotStarted", 1),
        ]
    );
    assert_eq!((&line["Subscriber"], &line["Topic"]), (&json!("shop/load"), &json!("parcels")));
    let directive = &line["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(directive["Namespace"], "shop");
    assert_eq!(directive["Dimensions"], json!([["Subscriber", "Topic"]]));
    assert_eq!(line["_aws"]["Timestamp"], NOW * 1000);
    let units = directive["Metrics"].as_array().unwrap().iter();
    let units: Vec<_> = units.map(|metric| (metric["Name"].as_str().unwrap(), metric["Unit"].as_str())).collect();
    assert!(units.contains(&("IteratorAge", Some("Milliseconds"))) && units.contains(&("Failed", Some("Count"))));

    function.invoke(&event([insert(1, "a", "5"), insert(7, "a", "5")]), None).await.unwrap();
    function.invoke(&event([insert(6, "a", "5")]), None).await.unwrap();
    function.invoke(&event([]), None).await.unwrap();
    function.invoke(br#"{"Records": [{"secret": 1}]}"#, None).await.unwrap_err();
    let written = lines.take();
    let after: Vec<_> = written.iter().map(counts).collect();
    assert_eq!(after[0], [("IteratorAge", 3_000), ("BatchSize", 2), ("Processed", 1), ("Duplicates", 1)]);
    assert_eq!(after[1], [("IteratorAge", 3_000), ("BatchSize", 1), ("Superseded", 1)]);
    assert_eq!(after[2], []);
    assert_eq!(after[3], [("RejectedEvents", 1)]);
    assert_eq!(written.len(), 4);
}

#[tokio::test]
async fn a_process_writes_them_among_its_log() {
    for (variables, namespace) in
        [(&[][..], "statetopic"), (&[("STATETOPIC_METRICS_NAMESPACE", "shop/stock")][..], "shop/stock")]
    {
        let mut probe = LambdaProcess::start(PROBE, variables).await;
        probe.invoke(event([])).await;
        let output = probe.kill().await.all();
        let line = output.lines().find(|line| line.starts_with("{\"_aws\"")).unwrap_or_else(|| panic!("{output}"));
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["_aws"]["CloudWatchMetrics"][0]["Namespace"], namespace);
        assert_eq!(line["Subscriber"], "statetopic-tests/probe");
    }
}
