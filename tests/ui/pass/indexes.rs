//! Secondary indexes: global and local, several for a field and a struct, sparse, with every projection.

use statetopic::ReadModel;
use statetopic::index::Indexed;
use statetopic::prelude::*;
use statetopic::schema::{IndexScope, Projection, ScalarType};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
struct Sku(String);

#[read_model(table = "inventory-levels")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct InventoryLevel {
    #[partition_key]
    #[index("by-sku", sort)]
    warehouse: String,
    #[sort_key]
    #[index("by-sku", partition, projection = include(on_hand, r#type))]
    sku: Sku,
    #[index("by-on-hand", sort, local)]
    on_hand: u32,
    r#type: String,
    #[index("by-reorder", partition, projection = keys_only)]
    reorder_at: Option<i64>,
    #[index("by-reorder", sort)]
    #[index("by-batch", partition, projection = all)]
    #[index("by-age", projection = include(reserved), sort, local)]
    batch_id: Bytes,
    #[added(default)]
    reserved: u32,
}

#[read_model(table = "plain")]
#[derive(Serialize, Deserialize)]
struct Plain {
    #[partition_key]
    id: String,
}

#[test]
fn runs() {
    let [by_sku, by_on_hand, by_reorder, by_batch, by_age] = InventoryLevel::SCHEMA.indexes else { panic!() };
    assert_eq!((by_sku.name, by_sku.scope), ("by-sku", IndexScope::Global));
    assert_eq!((by_sku.partition_key.name, by_sku.sort_key.map(|key| key.name)), ("sku", Some("warehouse")));
    assert_eq!(by_sku.projection, Projection::Include(&["onHand", "type"][..]));

    assert_eq!((by_on_hand.name, by_on_hand.scope), ("by-on-hand", IndexScope::Local));
    assert_eq!(by_on_hand.partition_key, InventoryLevel::SCHEMA.partition_key);
    assert_eq!(by_on_hand.sort_key.map(|key| (key.name, key.scalar_type)), Some(("onHand", ScalarType::N)));
    assert_eq!(by_on_hand.projection, Projection::All);

    assert_eq!((by_reorder.partition_key.name, by_reorder.partition_key.scalar_type), ("reorderAt", ScalarType::N));
    assert_eq!(by_reorder.projection, Projection::KeysOnly);
    assert_eq!((by_batch.partition_key.scalar_type, by_batch.sort_key), (ScalarType::B, None));
    assert_eq!((by_age.scope, by_age.projection), (IndexScope::Local, Projection::Include(&["reserved"][..])));

    let indexes = InventoryLevel::INDEXES;
    let names = [indexes.by_sku.name(), indexes.by_on_hand.name(), indexes.by_reorder.name(), indexes.by_batch.name()];
    assert_eq!(names, ["by-sku", "by-on-hand", "by-reorder", "by-batch"]);
    assert_eq!((indexes.by_sku.partition_key(), indexes.by_sku.sort_key()), ("sku", Some("warehouse")));
    assert_eq!((indexes.by_age.partition_key(), indexes.by_age.sort_key()), ("warehouse", Some("batchId")));
    let row = InventoryLevelBySku {
        warehouse: "oslo".to_owned(),
        sku: Sku("bolt".to_owned()),
        on_hand: 3,
        r#type: "metal".to_owned(),
    };
    assert_eq!(row.key(), InventoryLevelKey { warehouse: "oslo".to_owned(), sku: Sku("bolt".to_owned()) });
    let _ = |row: InventoryLevelByReorder| (row.key(), row.reorder_at, row.batch_id);

    let definitions = InventoryLevel::SCHEMA.attribute_definitions();
    let names: Vec<_> = definitions.iter().map(|definition| definition.name).collect();
    assert_eq!(names, ["warehouse", "sku", "onHand", "reorderAt", "batchId"]);
    assert!(Plain::SCHEMA.indexes.is_empty());
}
