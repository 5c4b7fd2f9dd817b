//! serde's `rename`, `rename_all`, `default`, `flatten` and `skip` mean in the images what they mean in the struct.

use statetopic::ReadModel;
use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Address {
    street: String,
}

fn one() -> u32 {
    1
}

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename = "Purchase")]
struct Order {
    #[partition_key]
    #[serde(rename = "pk")]
    id: String,
    #[sort_key]
    line_number: u32,
    #[serde(default = "one")]
    unit_count: u32,
    #[serde(default)]
    free_text: Option<String>,
    #[serde(flatten)]
    address: Address,
    #[serde(skip)]
    cached_total: u64,
    #[serde(skip, default = "one")]
    cached_count: u32,
    #[serde(rename(serialize = "last", deserialize = "last"))]
    last_seen: u64,
}

#[test]
fn runs() {
    let Order { .. } = Order {
        id: "1".to_owned(),
        line_number: 2,
        unit_count: 3,
        free_text: None,
        address: Address { street: "s".to_owned() },
        cached_total: 9,
        cached_count: 9,
        last_seen: 4,
    };
    let attributes = Order::ATTRIBUTES;
    assert_eq!(attributes.id.name(), "pk");
    assert_eq!(attributes.line_number.name(), "lineNumber");
    assert_eq!(attributes.unit_count.name(), "unitCount");
    assert_eq!(attributes.last_seen.name(), "last");
    assert_eq!(Order::SCHEMA.key_names().collect::<Vec<_>>(), ["pk", "lineNumber"]);

    let new = OrderNewImage {
        id: "1".to_owned(),
        line_number: 2,
        unit_count: 3,
        free_text: None,
        address: Address { street: "s".to_owned() },
        last_seen: 4,
    };
    let order = Order::from(new.clone());
    assert_eq!((order.cached_total, order.cached_count), (0, 1));
    let moved = OrderOldImage { address: Address { street: "t".to_owned() }, ..order.into() };
    assert_eq!(new.changed_since(&moved).iter().collect::<Vec<_>>(), ["address"]);
}
