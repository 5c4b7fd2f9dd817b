//! Every type that a key can have, and what a key struct can do.

use std::collections::{BTreeSet, HashSet};

use statetopic::ReadModel;
use statetopic::prelude::*;
use statetopic::schema::ScalarType;

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

#[test]
fn runs() {
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
