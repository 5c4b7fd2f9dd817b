//! Every type that a key can have, and what a key struct can do.

use std::collections::{BTreeSet, HashSet};

use statetopic::key::KeyValue;
use statetopic::prelude::*;
use statetopic::schema::ScalarType;
use statetopic::{ReadModel, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
struct Warehouse(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
struct Shelf(u16);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
struct Place(Shelf);

#[read_model(table = "levels")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Serialize, Deserialize)]
struct Level {
    on_hand: i64,
    #[sort_key]
    place: Place,
    #[partition_key]
    warehouse: Warehouse,
}

#[read_model(table = "counters")]
#[derive(Serialize, Deserialize)]
struct Counter {
    #[partition_key]
    number: i64,
}

/// An enum as a key, a time as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[key_attribute(group_id)]
enum Status {
    Open,
    #[serde(alias = "sent")]
    InTransit,
    #[serde(rename = "done")]
    r#Final,
}

#[read_model(table = "shipments")]
#[derive(Serialize, Deserialize)]
struct Shipment {
    #[partition_key]
    status: Status,
    #[sort_key]
    #[index("by-time", partition)]
    sent: Timestamp,
    #[index("by-time", sort)]
    due: Option<EpochSeconds>,
}

#[test]
fn runs() {
    assert_eq!(Shipment::SCHEMA.partition_key.scalar_type, ScalarType::S);
    assert_eq!(Shipment::SCHEMA.sort_key.map(|key| key.scalar_type), Some(ScalarType::N));
    let types = Shipment::SCHEMA.indexes[0].key_elements().map(|key| key.scalar_type);
    assert_eq!(types.collect::<Vec<_>>(), [ScalarType::N, ScalarType::N]);
    let shipment = Shipment { status: Status::InTransit, sent: Timestamp::from_epoch_millis(7), due: None };
    assert_eq!(shipment.key().to_string(), "in-transit/7");
    assert!(Status::FITS_GROUP_ID && Timestamp::FITS_GROUP_ID);
    let read = |name: &str| Status::from_key_value(KeyValue::S(name.to_owned().into()));
    assert_eq!((read("in-transit"), read("sent")), (Ok(Status::InTransit), Ok(Status::InTransit)));
    assert_eq!((read("open"), read("done")), (Ok(Status::Open), Ok(Status::r#Final)));
    assert!(read("Open").is_err() && read("").is_err());
    assert!(Status::from_key_value(KeyValue::N("1".into())).is_err());

    assert_eq!(Level::SCHEMA.partition_key.scalar_type, ScalarType::S);
    assert_eq!(Level::SCHEMA.sort_key.map(|key| key.scalar_type), Some(ScalarType::N));
    assert_eq!(Counter::SCHEMA.partition_key.scalar_type, ScalarType::N);
    assert_eq!(Counter { number: -1 }.key().to_string(), "-1");

    let level = Level { on_hand: -3, place: Place(Shelf(7)), warehouse: Warehouse("oslo".to_owned()) };
    let key = level.key();
    let next = LevelKey { place: Place(Shelf(8)), ..key.clone() };
    assert_eq!(key, level.key());
    assert!(key < next);
    assert_eq!(key.to_string(), "oslo/7");
    assert_eq!(format!("{key:?}"), r#"LevelKey { warehouse: Warehouse("oslo"), place: Place(Shelf(7)) }"#);
    assert_eq!(HashSet::from([key.clone(), key.clone(), next.clone()]).len(), 2);
    assert_eq!(BTreeSet::from([next, key.clone()]).first(), Some(&key));
}
