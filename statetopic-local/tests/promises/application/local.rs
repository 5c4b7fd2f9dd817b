//! Tables and functions together: what one function writes, another sees.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use serde_json::Value;
use statetopic::schema::{KeyElement, ScalarType, TableSchema};
use statetopic::subscriber::StartingPosition::TrimHorizon;
use statetopic::view::StreamView;
use statetopic_local::stream::Stream;
use statetopic_local::{Delivery, FaultAction, FaultKind, Invoke, InvokeError, Local, MappingSettings};

use crate::support::*;

/// The table of [`TABLE`], with a TTL.
const ORDERS: TableSchema = TableSchema::new(TABLE, KeyElement::new("id", ScalarType::S)).with_ttl("expires");

/// A table with both keys.
const LINES: TableSchema = TableSchema::new("lines", KeyElement::new("order", ScalarType::S))
    .with_sort_key(KeyElement::new("line", ScalarType::N));

/// Puts an item into `to` for each record, under the record's key with `mark` behind it.
struct Derive {
    client: Client,
    to: &'static str,
    mark: &'static str,
}

impl Invoke for Derive {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let event: Value = serde_json::from_slice(event).expect("JSON");
        for record in event["Records"].as_array().expect("records") {
            let id = record["dynamodb"]["Keys"]["id"]["S"].as_str().expect("id");
            let put = self.client.put_item().table_name(self.to).item("id", s(&format!("{id}{}", self.mark)));
            put.send().await.map_err(|_| InvokeError::new("cannot put"))?;
        }
        Ok(Vec::new())
    }
}

/// Counts records.
#[derive(Clone, Default)]
struct Count(Arc<AtomicU32>);

impl Invoke for Count {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        let event: Value = serde_json::from_slice(event).expect("JSON");
        let records = event["Records"].as_array().expect("records").len();
        self.0.fetch_add(u32::try_from(records).expect("few"), Ordering::Relaxed);
        Ok(b"null".to_vec())
    }
}

fn schema(table: &'static str) -> TableSchema {
    TableSchema::new(table, KeyElement::new("id", ScalarType::S))
}

fn stream(local: &Local, table: &str) -> Stream {
    Stream::open(local.engine().clone(), table, StreamView::KeysOnly).unwrap()
}

const SETTINGS: MappingSettings = MappingSettings::new(10, TrimHorizon);

#[tokio::test]
async fn a_schema_becomes_a_table_with_its_keys_and_its_ttl() {
    let local = Local::start().unwrap();
    local.create_table(&ORDERS).await.unwrap();
    local.create_table(&LINES).await.unwrap();
    // Again, and by hand before: both are fine.
    local.create_table(&LINES).await.unwrap();
    create_table(&local.client(), "users").await;
    local.create_table(&schema("users")).await.unwrap();

    let client = local.client();
    let put = client.put_item().table_name("lines").item("order", s("o1"));
    put.clone().item("line", n(1)).send().await.unwrap();
    put.item("line", s("1")).send().await.unwrap_err();

    let clock = local.engine().clock();
    let expired = i128::from(clock.now().as_secs()) + 60;
    put_order(&client, "a", expired).await;
    clock.advance(Duration::from_mins(2));
    assert_eq!(local.engine().sweep_ttl().unwrap(), 1);
}

async fn put_order(client: &Client, id: &str, expires: i128) {
    put(client, item(id, [("expires", n(expires))])).await;
}

#[tokio::test]
async fn a_schema_that_dynamodb_refuses_is_named() {
    let local = Local::start().unwrap();
    let error = local.create_table(&schema("x")).await.unwrap_err();
    assert!(error.to_string().starts_with("the local engine refuses the table `x` ("), "{error}");
    assert!(!error.to_string().contains("VALIDATION:"), "{error}");
}

#[tokio::test]
async fn changes_that_come_of_changes_are_delivered_too() {
    let local = Local::start().unwrap();
    for table in ["orders", "second", "third"] {
        local.create_table(&schema(table)).await.unwrap();
    }
    let client = local.client();
    // Subscribed last to first: one round is not enough.
    let count = Count::default();
    local.attach(stream(&local, "third"), count.clone(), SETTINGS).unwrap();
    let derive = |to, mark| Derive { client: client.clone(), to, mark };
    let second = local.attach(stream(&local, "second"), derive("third", "x"), SETTINGS).unwrap();
    local.attach(stream(&local, "orders"), derive("second", "y"), SETTINGS).unwrap();

    put(&client, key("a")).await;
    put(&client, key("b")).await;
    let progress = local.settle().await.unwrap();
    assert_eq!((progress.invocations, progress.records), (3, 6));
    assert_eq!(second.total().await.records, 2);
    assert_eq!(count.0.load(Ordering::Relaxed), 2);
    assert_eq!(local.settle().await.unwrap().invocations, 0);
}

#[tokio::test]
async fn functions_that_keep_each_other_going_are_found_out() {
    let local = Local::start().unwrap();
    local.create_table(&schema("orders")).await.unwrap();
    let client = local.client();
    let own = Derive { client: client.clone(), to: "orders", mark: "x" };
    local.attach(stream(&local, "orders"), own, SETTINGS).unwrap();
    put(&client, key("a")).await;
    let error = local.settle().await.unwrap_err();
    assert!(error.is_unsettled(), "{error}");
}

#[tokio::test]
async fn a_blocked_mapping_is_reported_and_goes_on_once_it_can() {
    let local = Local::start().unwrap();
    local.create_table(&schema("orders")).await.unwrap();
    local.create_table(&schema("second")).await.unwrap();
    let client = local.client();
    let derive = Derive { client: local.engine().client_named("deriving"), to: "second", mark: "" };
    let deriving = local.attach(stream(&local, "orders"), derive, SETTINGS).unwrap();
    deriving.set_max_attempts(2).await;
    put(&client, key("a")).await;

    local.engine().inject(|call| match call.client() {
        "deriving" => FaultAction::FailAfter(FaultKind::Crash),
        _ => FaultAction::Pass,
    });
    let error = local.settle().await.unwrap_err();
    assert!(error.mapping().unwrap().is_blocked(), "{error}");
    assert_eq!(deriving.total().await.invocations, 2);

    local.engine().heal();
    deriving.set_delivery(Delivery::Twice).await;
    local.settle().await.unwrap();
    assert_eq!(deriving.total().await.invocations, 3, "a batch under way keeps its delivery");
    put(&client, key("b")).await;
    local.settle().await.unwrap();
    assert_eq!(deriving.total().await.invocations, 5);
    let second = local.client().scan().table_name("second").send().await.unwrap();
    assert_eq!(second.count(), 2);
}

#[tokio::test]
async fn connections_find_the_tables_that_were_made() {
    let local = Local::start().unwrap();
    local.create_table(&ORDERS).await.unwrap();
    local.set_variable("CACHE_URL", "secret");
    let connections = local.connections();
    assert_eq!(connections.environment().table_name(TABLE).unwrap(), TABLE);
    assert_eq!(connections.environment().var("CACHE_URL").unwrap(), "secret");
    let tables = connections.dynamodb().await.list_tables().send().await.unwrap();
    assert_eq!(tables.table_names(), [TABLE]);

    let shown = format!("{local:?}");
    assert!(shown.contains("STATETOPIC_TABLE_ORDERS"), "{shown}");
    assert!(shown.contains("CACHE_URL"), "{shown}");
    assert!(!shown.contains("secret"), "{shown}");
}
