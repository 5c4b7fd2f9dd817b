//! A `Deserialize` by hand may ask for less than all of a value, and for how long it is.

use std::fmt;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, json};
use statetopic::prelude::*;

use super::support::{event, only_record, record};

/// A map's first member: the others are not asked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct First(Option<(String, u32)>);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct OfMap;

        impl<'de> Visitor<'de> for OfMap {
            type Value = First;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> std::result::Result<First, A::Error> {
                members.next_entry().map(First)
            }
        }

        deserializer.deserialize_map(OfMap)
    }
}

/// Bytes, and how many are said to come before each of them and behind the last.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Announced(Vec<u8>, Vec<Option<usize>>);

impl<'de> Deserialize<'de> for Announced {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct OfBytes;

        impl<'de> Visitor<'de> for OfBytes {
            type Value = Announced;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut bytes: A) -> std::result::Result<Announced, A::Error> {
                let mut announced = Announced(Vec::new(), vec![bytes.size_hint()]);
                while let Some(byte) = bytes.next_element()? {
                    announced.0.push(byte);
                    announced.1.push(bytes.size_hint());
                }
                Ok(announced)
            }
        }

        deserializer.deserialize_seq(OfBytes)
    }
}

#[read_model(table = "letters")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Letter {
    #[partition_key]
    id: u32,
    first: First,
    digest: Announced,
    note: String,
}

fn new_image(first: &Value) -> LetterNewImage {
    let keys = json!({ "id": { "N": "1" } });
    let new = json!({ "id": { "N": "1" }, "first": first, "digest": { "B": "AAEC" }, "note": { "S": "kept" } });
    match only_record::<Letter>(&event(&[record("INSERT", 1, &keys, &Value::Null, &new)])).into_change() {
        StateChange::Inserted { new, .. } => new,
        other => panic!("it is {}", other.kind()),
    }
}

#[test]
fn what_is_not_asked_for_is_skipped() {
    let lengths = [Some(3), Some(2), Some(1), Some(0)];
    let expected = |first: Option<(&str, u32)>| LetterNewImage {
        id: 1,
        first: First(first.map(|(name, number)| (name.to_owned(), number))),
        digest: Announced(vec![0, 1, 2], lengths.to_vec()),
        note: "kept".to_owned(),
    };
    assert_eq!(new_image(&json!({ "M": {} })), expected(None));
    assert_eq!(new_image(&json!({ "M": { "a": { "N": "1" } } })), expected(Some(("a", 1))));
    let several = json!({ "M": { "a": { "N": "1" }, "b": { "L": [{ "S": "x" }] }, "c": { "NULL": true } } });
    assert_eq!(new_image(&several), expected(Some(("a", 1))));
}
