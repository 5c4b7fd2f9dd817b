//! What the tests of the engine share: a table, its items and its events.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, Put, ScalarAttributeType,
    StreamSpecification, StreamViewType, TimeToLiveSpecification, TransactWriteItem,
};
use serde_json::Value;
use statetopic::view::StreamView;
use statetopic_local::stream::Stream;
use statetopic_local::{Clock, Engine};

pub(crate) type Item = HashMap<String, AttributeValue>;

/// The table that the tests write: partition key `id`, TTL attribute `expires`.
pub(crate) const TABLE: &str = "orders";

/// A second in 2023 that the tests' clock stands at.
pub(crate) const NOW: u64 = 1_700_000_000;

/// An engine at [`NOW`] with the table.
pub(crate) async fn engine() -> (Engine, Client) {
    let clock = Clock::stopped_at(Duration::from_secs(NOW));
    let engine = Engine::memory_with_clock(clock).expect("engine");
    let client = engine.client();
    create_table(&client, TABLE).await;
    let ttl = TimeToLiveSpecification::builder().attribute_name("expires").enabled(true).build().expect("ttl");
    client.update_time_to_live().table_name(TABLE).time_to_live_specification(ttl).send().await.expect("update ttl");
    (engine, client)
}

pub(crate) async fn create_table(client: &Client, table: &str) {
    let stream = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewAndOldImages)
        .build()
        .expect("stream");
    let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build().expect("key");
    let definition = AttributeDefinition::builder()
        .attribute_name("id")
        .attribute_type(ScalarAttributeType::S)
        .build()
        .expect("definition");
    client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key)
        .attribute_definitions(definition)
        .stream_specification(stream)
        .send()
        .await
        .expect("create table");
}

pub(crate) fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

pub(crate) fn n(number: impl Into<i128>) -> AttributeValue {
    let number: i128 = number.into();
    AttributeValue::N(number.to_string())
}

/// A number written in this way.
pub(crate) fn number(text: &str) -> AttributeValue {
    AttributeValue::N(text.to_owned())
}

pub(crate) fn key(id: &str) -> Item {
    item(id, [])
}

pub(crate) fn item<const N: usize>(id: &str, attributes: [(&str, AttributeValue); N]) -> Item {
    let attributes = attributes.map(|(name, value)| (name.to_owned(), value));
    let mut item = Item::from(attributes);
    item.insert("id".to_owned(), s(id));
    item
}

pub(crate) async fn put(client: &Client, item: Item) {
    client.put_item().table_name(TABLE).set_item(Some(item)).send().await.expect("put");
}

pub(crate) async fn update(client: &Client, id: &str, expression: &str, value: AttributeValue) {
    client
        .update_item()
        .table_name(TABLE)
        .set_key(Some(key(id)))
        .update_expression(expression)
        .expression_attribute_values(":v", value)
        .send()
        .await
        .expect("update");
}

pub(crate) async fn delete(client: &Client, id: &str) {
    client.delete_item().table_name(TABLE).set_key(Some(key(id))).send().await.expect("delete");
}

pub(crate) fn put_in_transaction(item: Item, condition: Option<&str>) -> TransactWriteItem {
    let put = Put::builder()
        .table_name(TABLE)
        .set_item(Some(item))
        .set_condition_expression(condition.map(str::to_owned))
        .return_values_on_condition_check_failure(aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld)
        .build()
        .expect("put");
    TransactWriteItem::builder().put(put).build()
}

/// The records of the table's stream under a view, as Lambda would get them.
pub(crate) fn records(engine: &Engine, view: StreamView) -> Vec<Value> {
    let stream = Stream::open(engine.clone(), TABLE, view).expect("stream");
    let event = stream.whole().expect("event").to_json();
    let mut event: Value = serde_json::from_slice(&event).expect("JSON");
    serde_json::from_value(event["Records"].take()).expect("records")
}

/// The names of the events in the table's stream.
pub(crate) fn event_names(engine: &Engine) -> Vec<String> {
    records(engine, StreamView::KeysOnly)
        .iter()
        .map(|record| record["eventName"].as_str().expect("name").to_owned())
        .collect()
}
