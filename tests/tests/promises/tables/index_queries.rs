//! Typed queries of secondary indexes, on the embedded engine.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use statetopic::index::Indexed as _;
use statetopic::prelude::*;
use statetopic::{ReadModel as _, SetAttribute};
use statetopic_local::Local;

#[read_model(table = "inventory-levels")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct InventoryLevel {
    #[partition_key]
    #[index("by-sku", sort)]
    warehouse: String,
    #[sort_key]
    #[index("by-sku", partition, projection = include(on_hand, labels, r#type, supplier, currency))]
    sku: Sku,
    #[index("byOnHand", sort, local)]
    on_hand: u32,
    #[index("by.reorder", partition, projection = keys_only)]
    reorder_at: Option<i64>,
    #[index("by.reorder", sort)]
    #[serde(rename = "batch")]
    batch_id: Bytes,
    /// Which kind of article.
    #[index("type", partition)]
    r#type: String,
    labels: Labels,
    #[added]
    supplier: String,
    #[added(default = "EUR".to_owned())]
    #[index("currencies", partition, projection = keys_only)]
    currency: String,
    #[serde(skip)]
    seen: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
struct Sku(String);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Labels(#[serde(with = "serde_dynamo::string_set")] BTreeSet<String>);

impl SetAttribute for Labels {}

fn level(warehouse: &str, sku: &str, on_hand: u32) -> InventoryLevel {
    InventoryLevel {
        warehouse: warehouse.to_owned(),
        sku: Sku(sku.to_owned()),
        on_hand,
        reorder_at: (on_hand > 4).then_some(-3),
        batch_id: Bytes::from(vec![u8::try_from(on_hand).unwrap()]),
        r#type: "metal".to_owned(),
        labels: Labels([format!("l{on_hand}")].into()),
        supplier: "Hansen".to_owned(),
        currency: "NOK".to_owned(),
        seen: false,
    }
}

fn bolt() -> Sku {
    Sku("bolt".to_owned())
}

async fn levels() -> (Local, Table<InventoryLevel>) {
    let local = Local::start().unwrap();
    let levels = local.table::<InventoryLevel>().await.unwrap();
    for (warehouse, sku, on_hand) in
        [("oslo", "bolt", 1), ("oskar", "bolt", 2), ("bergen", "bolt", 3), ("oslo", "nut", 5), ("oslo", "cog", 6)]
    {
        levels.put(&level(warehouse, sku, on_hand)).await.unwrap();
    }
    (local, levels)
}

#[tokio::test]
async fn a_global_index_is_queried_by_its_own_keys_and_answers_with_what_it_has() {
    let (_local, levels) = levels().await;
    let by_sku = levels.index(|i| i.by_sku);
    let rows: Vec<InventoryLevelBySku> = by_sku.query(bolt()).unlimited().rows().await.unwrap();
    let warehouses: Vec<_> = rows.iter().map(|row| row.warehouse.as_str()).collect();
    assert_eq!(warehouses, ["bergen", "oskar", "oslo"]);
    let expected = InventoryLevelBySku {
        warehouse: "bergen".to_owned(),
        sku: bolt(),
        on_hand: 3,
        r#type: "metal".to_owned(),
        labels: Labels(["l3".to_owned()].into()),
        supplier: "Hansen".to_owned(),
        currency: "NOK".to_owned(),
    };
    assert_eq!(rows[0], expected);
    assert_eq!(rows[0].key(), level("bergen", "bolt", 0).key());

    let some = by_sku.query(bolt()).sort_begins_with("os").descending().limit(1).rows().await.unwrap();
    assert_eq!(some.iter().map(|row| row.warehouse.as_str()).collect::<Vec<_>>(), ["oslo"]);
    let first = by_sku.query(bolt()).sort_gt("oskar").first().await.unwrap();
    assert_eq!(first.unwrap().warehouse, "oslo");
    assert_eq!(by_sku.query(Sku("gear".to_owned())).unlimited().rows().await.unwrap(), []);
}

#[tokio::test]
async fn a_local_index_orders_a_partition_of_the_table_and_is_read_consistently() {
    let (_local, levels) = levels().await;
    let query = || levels.index(|i| i.by_on_hand).query("oslo").consistent();
    let rows: Vec<InventoryLevel> = query().descending().unlimited().rows().await.unwrap();
    assert_eq!(rows, [level("oslo", "cog", 6), level("oslo", "nut", 5), level("oslo", "bolt", 1)]);
    let rows = query().sort_between(&1, &5).unlimited().rows().await.unwrap();
    assert_eq!(rows, [level("oslo", "bolt", 1), level("oslo", "nut", 5)]);
}

#[tokio::test]
async fn an_index_whose_key_may_be_none_is_queried_by_what_is_there() {
    let (_local, levels) = levels().await;
    let by_reorder = levels.index(|i| i.by_reorder);
    let rows: Vec<InventoryLevelByReorder> = by_reorder.query(-3).unlimited().rows().await.unwrap();
    let expected = |sku: &str, on_hand: u8| InventoryLevelByReorder {
        warehouse: "oslo".to_owned(),
        sku: Sku(sku.to_owned()),
        reorder_at: -3,
        batch_id: Bytes::from(vec![on_hand]),
    };
    assert_eq!(rows, [expected("nut", 5), expected("cog", 6)]);
    let rows = by_reorder.query(-3).sort_eq(&Bytes::from(vec![6])).unlimited().rows().await.unwrap();
    assert_eq!(levels.get(&rows[0].key()).await.unwrap(), Some(level("oslo", "cog", 6)));
}

#[tokio::test]
async fn an_index_may_be_named_like_a_word_of_rust() {
    let (_local, levels) = levels().await;
    let rows = levels.index(|i| i.r#type).query("metal").limit(2).rows().await.unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(InventoryLevel::INDEXES.r#type.name(), "type");
    assert_eq!(InventoryLevel::INDEXES.by_reorder.sort_key(), ["batch"]);
    let schema: Vec<_> = InventoryLevel::SCHEMA.indexes.iter().map(|index| index.name).collect();
    assert_eq!(schema, ["by-sku", "byOnHand", "by.reorder", "type", "currencies"]);
}

#[tokio::test]
async fn a_row_of_an_index_is_decoded_as_a_row_of_the_table() {
    let (local, levels) = levels().await;
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let put = |attributes: Vec<(&str, AttributeValue)>| {
        let put = local.client().put_item().table_name("inventory-levels");
        let put = put.item("warehouse", text("a")).item("sku", text("bolt")).item("type", text("old"));
        let put = put.item("onHand", AttributeValue::N("1".to_owned()));
        Box::pin(attributes.into_iter().fold(put, |put, (name, value)| put.item(name, value)).send())
    };
    let first = || levels.index(|i| i.by_sku).query(bolt()).first();
    // No set, and neither of what was added.
    put(vec![("supplier", text("Hansen"))]).await.unwrap();
    let row = first().await.unwrap().unwrap();
    assert_eq!((row.labels, row.currency.as_str(), row.supplier.as_str()), (Labels::default(), "EUR", "Hansen"));

    put(vec![]).await.unwrap();
    let error = first().await.unwrap_err();
    assert!(error.is_decode() && error.to_string().contains("the row lacks `supplier`"), "{error}");

    put(vec![("supplier", AttributeValue::Bool(true))]).await.unwrap();
    assert_eq!(
        first().await.unwrap_err().to_string(),
        "Query on `inventory-levels/index/by-sku` failed: cannot decode `InventoryLevelBySku.supplier` from a row: \
         expected S, found BOOL"
    );
}

/// A model of which an index has a part that depends on a parameter, and one that does not.
#[read_model(table = "deliveries")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Delivery<T, Id: KeyAttribute> {
    #[partition_key]
    id: Id,
    #[index("by-city", partition, projection = include(payload))]
    #[index("by-city-alone", partition, projection = keys_only)]
    city: String,
    payload: T,
    #[serde(flatten)]
    rest: std::collections::BTreeMap<String, String>,
}

#[tokio::test]
async fn rows_of_a_generic_models_index_take_the_parameters_that_they_mention() {
    let local = Local::start().unwrap();
    let deliveries = local.table::<Delivery<Vec<u32>, u64>>().await.unwrap();
    let rest = [("note".to_owned(), "fragile".to_owned())].into();
    let delivery = Delivery { id: 7, city: "oslo".to_owned(), payload: vec![1, 2], rest };
    deliveries.put(&delivery).await.unwrap();
    let oslo = "oslo".to_owned();
    let rows: Vec<DeliveryByCity<Vec<u32>, u64>> =
        deliveries.index(|i| i.by_city).query(&oslo).unlimited().rows().await.unwrap();
    assert_eq!(rows, [DeliveryByCity { id: 7, city: oslo.clone(), payload: vec![1, 2] }]);
    let rows: Vec<DeliveryByCityAlone<u64>> =
        deliveries.index(|i| i.by_city_alone).query(&oslo).unlimited().rows().await.unwrap();
    assert_eq!(deliveries.get(&rows[0].key()).await.unwrap(), Some(delivery));
}

#[read_model(table = "orders")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    sku: Sku,
}

#[read_model(table = "shelves")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Shelf {
    #[partition_key]
    place: String,
    #[index("by-sku", partition, projection = keys_only)]
    sku: Sku,
}

#[subscriber(library, on(Inserted), max_retries = 3)]
async fn look_up(change: StateChange<Order>, shelves: &Table<Shelf, access::QueryIndex>) -> Result<()> {
    let found = shelves.index(|i| i.by_sku).query(&change.key().sku).first().await?;
    found.map(drop).ok_or_else(|| "on no shelf".into())
}

#[tokio::test]
async fn a_query_of_an_index_takes_a_role_for_that_index_alone() {
    let local = Local::start().unwrap();
    let shelves = local.table::<Shelf>().await.unwrap();
    shelves.put(&Shelf { place: "a-1".to_owned(), sku: bolt() }).await.unwrap();
    local.subscribe::<LookUpSubscriber>().await.unwrap();
    local.table::<Order>().await.unwrap().put(&Order { sku: bolt() }).await.unwrap();
    local.settle().await.unwrap();
    let role = local.role_of::<LookUpSubscriber>();
    assert_eq!((role.missing(), role.spare()), (vec![], vec![]));
    let granted: Vec<String> = role.granted.iter().map(ToString::to_string).collect();
    assert_eq!(granted, ["dynamodb:Query on shelves/index/by-sku"]);
}
