//! Guards on keys as filter patterns.

use serde_json::json;
use statetopic::key::{KeyAttribute, KeyError, KeyValue};
use statetopic::prelude::*;
use statetopic::schema::ScalarType;

use crate::filter::patterns_of;

/// Where its rows are; its keys are written otherwise than serde writes its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Region {
    North,
    South,
}

impl KeyAttribute for Region {
    type Scalar = statetopic::key::S;

    fn to_key_value(&self) -> Result<KeyValue<'_>, KeyError> {
        Ok(KeyValue::S(if *self == Self::North { "n" } else { "s" }.into()))
    }

    fn from_key_value(value: KeyValue<'_>) -> Result<Self, KeyError> {
        match value {
            KeyValue::S(text) if text == "n" => Ok(Self::North),
            KeyValue::S(text) if text == "s" => Ok(Self::South),
            value => Err(KeyError::unfit(ScalarType::S, &value)),
        }
    }
}

#[read_model(table = "shelves")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Shelf {
    #[partition_key]
    region: Region,
    #[sort_key]
    name: String,
}

#[test]
fn a_key_is_compared_as_it_is_written_and_not_as_serde_would() {
    #[subscriber(library, on(Inserted { key } if key.region == Region::North && key.name == "a"))]
    fn listener(_: StateChange<Shelf>) {}
    let keys = json!({"name": {"S": [{"exists": false}, "a"]}});
    assert_eq!(patterns_of::<ListenerSubscriber>(), [json!({"eventName": ["INSERT"], "dynamodb": {"Keys": keys}})]);
}
