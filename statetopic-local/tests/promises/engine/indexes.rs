//! A schema's secondary indexes are the table's.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use statetopic::prelude::*;
use statetopic::{ConnectError, Connections, Grant, Resource};
use statetopic_local::Local;

#[read_model(table = "inventory-levels")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct InventoryLevel {
    #[partition_key]
    #[index("by-sku", sort, projection = include(on_hand))]
    warehouse: String,
    #[sort_key]
    #[index("by-sku", partition)]
    sku: String,
    on_hand: u32,
    shelf: String,
    #[index("by-delivery", sort, local, projection = keys_only)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delivery: Option<u32>,
}

fn level(warehouse: &str, sku: &str, delivery: Option<u32>) -> InventoryLevel {
    let (warehouse, sku, shelf) = (warehouse.to_owned(), sku.to_owned(), "A1".to_owned());
    InventoryLevel { warehouse, sku, on_hand: 3, shelf, delivery }
}

fn by_key(client: &Client, index: &str, attribute: &str, value: &str) -> QueryFluentBuilder {
    let query = client.query().table_name("inventory-levels").index_name(index);
    let query = query.key_condition_expression("#key = :key").expression_attribute_names("#key", attribute);
    query.expression_attribute_values(":key", AttributeValue::S(value.to_owned()))
}

#[tokio::test]
async fn a_global_and_a_local_index_answer_with_what_they_project() -> Result<()> {
    let local = Local::start()?;
    let levels = local.table::<InventoryLevel>().await?;
    for row in [level("oslo", "bolt", Some(7)), level("bergen", "bolt", None), level("oslo", "nut", None)] {
        levels.put(&row).await?;
    }
    let query = |index: &str, attribute: &str, value: &str| by_key(&local.client(), index, attribute, value).send();
    let by_sku = query("by-sku", "sku", "bolt").await?;
    let warehouses: Vec<_> = by_sku.items().iter().map(|item| item["warehouse"].as_s().unwrap().as_str()).collect();
    assert_eq!(warehouses, ["bergen", "oslo"]);
    assert!(by_sku.items().iter().all(|item| item.contains_key("on_hand") && !item.contains_key("shelf")));

    // Sparse: a row without the attribute is not in the index.
    let by_delivery = query("by-delivery", "warehouse", "oslo").await?;
    let skus: Vec<_> = by_delivery.items().iter().map(|item| item["sku"].as_s().unwrap().as_str()).collect();
    assert_eq!(skus, ["bolt"]);
    Ok(())
}

/// May query both indexes.
struct Indexes(Client);

impl Resource for Indexes {
    const GRANTS: &'static [Grant] = &[Grant::on_indexes::<InventoryLevel>(&["dynamodb:Query"])];

    async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
        Ok(Self(connections.dynamodb().await))
    }
}

#[subscriber(library, max_retries = 3)]
async fn look_around(change: StateChange<InventoryLevel>, indexes: &Indexes) -> Result<()> {
    let InventoryLevelKey { warehouse, sku } = change.key();
    by_key(&indexes.0, "by-sku", "sku", sku).send().await?;
    if sku == "bolt" {
        by_key(&indexes.0, "by-delivery", "warehouse", warehouse).send().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_role_on_indexes_is_seen_index_by_index() -> Result<()> {
    let local = Local::start()?;
    local.subscribe::<LookAroundSubscriber>().await?;
    let levels = local.table::<InventoryLevel>().await?;
    levels.put(&level("oslo", "nut", None)).await?;
    local.settle().await?;
    let role = local.role_of::<LookAroundSubscriber>();
    let unused = "dynamodb:Query on inventory-levels/index/by-delivery".to_owned();
    assert_eq!((role.missing(), role.spare()), (vec![], vec![unused]));
    levels.put(&level("oslo", "bolt", Some(7))).await?;
    local.settle().await?;
    let role = local.role_of::<LookAroundSubscriber>();
    assert_eq!((role.missing(), role.spare()), (vec![], vec![]));
    Ok(())
}
