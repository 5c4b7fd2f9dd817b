//! `alias`, `with` and its halves, and what is left out on one of its ways: rows and images are read as serde wrote them.

use statetopic::ReadModel;
use statetopic::prelude::*;

mod text {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<T: ToString, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&value.to_string())
    }

    pub fn deserialize<'de, T: std::str::FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("no number"))
    }
}

fn as_text<S: serde::Serializer>(value: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    text::serialize(value, serializer)
}

fn from_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    text::deserialize(deserializer)
}

fn one() -> u32 {
    1
}

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(crate = "serde", rename_all(serialize = "camelCase", deserialize = "camelCase"))]
struct Order {
    #[partition_key]
    id: String,
    #[serde(alias = "unit_count", alias = "units")]
    unit_count: u32,
    #[serde(with = "text")]
    unit_price: u64,
    #[serde(serialize_with = "as_text", deserialize_with = "from_text")]
    discount: u32,
    #[serde(with = "text", default = "one")]
    parcels: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    lines: Vec<u32>,
    #[added]
    #[serde(skip_serializing_if = "String::is_empty", alias = "cur")]
    currency: String,
    #[serde(skip_serializing)]
    imported: Option<String>,
    #[serde(skip_deserializing, default = "one")]
    schema_version: u32,
    #[serde(skip_serializing, skip_deserializing)]
    cached: u32,
}

#[test]
fn runs() {
    let row = r#"{"id": "1", "units": 2, "unitPrice": "3", "discount": "4", "schemaVersion": 9, "cur": "NOK"}"#;
    let image: OrderNewImage = serde_json::from_str(row).unwrap();
    let order = Order::try_from(image).unwrap();
    let expected = Order {
        id: "1".to_owned(),
        unit_count: 2,
        unit_price: 3,
        discount: 4,
        parcels: 1,
        note: None,
        lines: Vec::new(),
        currency: "NOK".to_owned(),
        imported: None,
        schema_version: 1,
        cached: 0,
    };
    assert_eq!(order, expected);

    let written = serde_json::to_string(&order).unwrap();
    let image: OrderOldImage = serde_json::from_str(&written).unwrap();
    assert_eq!(Order::try_from(image), Ok(order.clone()));

    // What is not read is written all the same; what is converted has a name to compare by.
    assert_eq!(Order::ATTRIBUTES.schema_version.name(), "schemaVersion");
    let (old, new) = (OrderOldImage::from(order.clone()), OrderNewImage::from(Order { discount: 5, ..order }));
    assert!(new.changed_since(&old).contains(|a| a.discount));
}
