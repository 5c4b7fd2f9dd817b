//! Secondary indexes: global and local, several for a field and a struct, sparse, with every projection.

use statetopic::ReadModel;
use statetopic::index::{Index, Indexed};
use statetopic::prelude::*;
use statetopic::schema::{IndexScope, KeyElement, Projection, ScalarType};

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
    let names = |elements: &[KeyElement]| elements.iter().map(|element| element.name).collect::<Vec<_>>();
    assert_eq!((names(by_sku.partition_key), names(by_sku.sort_key)), (vec!["sku"], vec!["warehouse"]));
    assert_eq!(by_sku.projection, Projection::Include(&["onHand", "type"][..]));

    assert_eq!((by_on_hand.name, by_on_hand.scope), ("by-on-hand", IndexScope::Local));
    assert_eq!(by_on_hand.partition_key, [InventoryLevel::SCHEMA.partition_key]);
    assert_eq!(by_on_hand.sort_key, [KeyElement::new("onHand", ScalarType::N)]);
    assert_eq!(by_on_hand.projection, Projection::All);

    assert_eq!(by_reorder.partition_key, [KeyElement::new("reorderAt", ScalarType::N)]);
    assert_eq!(by_reorder.projection, Projection::KeysOnly);
    assert_eq!((by_batch.partition_key[0].scalar_type, by_batch.sort_key.len()), (ScalarType::B, 0));
    assert_eq!((by_age.scope, by_age.projection), (IndexScope::Local, Projection::Include(&["reserved"][..])));

    let indexes = InventoryLevel::INDEXES;
    let names = [indexes.by_sku.name(), indexes.by_on_hand.name(), indexes.by_reorder.name(), indexes.by_batch.name()];
    assert_eq!(names, ["by-sku", "by-on-hand", "by-reorder", "by-batch"]);
    assert_eq!((indexes.by_sku.partition_key(), indexes.by_sku.sort_key()), (&["sku"][..], &["warehouse"][..]));
    assert_eq!((indexes.by_age.partition_key(), indexes.by_age.sort_key()), (&["warehouse"][..], &["batchId"][..]));
    let row = InventoryLevelBySku {
        warehouse: "oslo".to_owned(),
        sku: Sku("bolt".to_owned()),
        on_hand: 3,
        r#type: "metal".to_owned(),
    };
    assert_eq!(row.key(), InventoryLevelKey { warehouse: "oslo".to_owned(), sku: Sku("bolt".to_owned()) });
    // Without it, a row is not in the index.
    let _ =
        |row: InventoryLevelByReorder| -> (InventoryLevelKey, i64, Bytes) { (row.key(), row.reorder_at, row.batch_id) };

    let definitions = InventoryLevel::SCHEMA.attribute_definitions();
    let names: Vec<_> = definitions.iter().map(|definition| definition.name).collect();
    assert_eq!(names, ["warehouse", "sku", "onHand", "reorderAt", "batchId"]);
    assert!(Plain::SCHEMA.indexes.is_empty());
}

/// Keys of as many attributes as there may be, declared in any order.
#[read_model(table = "shops")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Shop {
    #[partition_key]
    #[index("by-place", sort(3), projection = keys_only)]
    id: String,
    #[index("by-place", sort(2))]
    rank: u8,
    #[index("by-place", partition(3))]
    city: Option<String>,
    #[index("by-place", sort)]
    kind: Sku,
    #[index("by-place", partition(1))]
    country: String,
    #[index("by-place", partition(0))]
    continent: String,
    #[index("by-place", partition(2))]
    #[added(default)]
    region: u32,
    #[index("by-place", sort(1))]
    #[added]
    opened: i64,
}

#[test]
fn a_key_has_up_to_four_attributes_a_side() {
    let [by_place] = Shop::SCHEMA.indexes else { panic!() };
    let key_schema: Vec<_> = by_place.key_schema().map(|(element, kind)| (element.name, kind.as_str())).collect();
    assert_eq!(
        key_schema,
        [
            ("continent", "HASH"),
            ("country", "HASH"),
            ("region", "HASH"),
            ("city", "HASH"),
            ("kind", "RANGE"),
            ("opened", "RANGE"),
            ("rank", "RANGE"),
            ("id", "RANGE")
        ]
    );
    let typed: Index<Shop, (String, String, u32, Option<String>), (Sku, i64, u8, String), ShopByPlace> =
        Shop::INDEXES.by_place;
    assert_eq!(typed.partition_key(), ["continent", "country", "region", "city"]);
    assert_eq!(typed.sort_key(), ["kind", "opened", "rank", "id"]);
    // What stands in for a missing value in a row of the table, and `None`, are not in the index.
    let row = ShopByPlace {
        id: "1".to_owned(),
        rank: 1,
        city: "oslo".to_owned(),
        kind: Sku("bolt".to_owned()),
        country: "no".to_owned(),
        continent: "eu".to_owned(),
        region: 7,
        opened: 8,
    };
    assert_eq!(row.key(), ShopKey { id: "1".to_owned() });
}
