//! Fields that something stands in for where their attribute is missing: what is there and wrong is an error all the same.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use statetopic::prelude::*;
use statetopic::{StateTopic, decode};

use super::support::{event, only_record, only_undecoded, record};

macro_rules! parcel {
    ($name:ident $(, #[$weight:meta])?) => {
        #[read_model(table = "parcels")]
        #[state_topic(view = NEW_IMAGE)]
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        struct $name {
            #[serde(default)]
            pieces: u32,
            note: Option<u32>,
            #[added]
            unit: u32,
            #[added(default = 7)]
            size: u32,
            labels: BTreeSet<u32>,
            #[added]
            marks: BTreeSet<u32>,
            $(#[$weight])?
            weight: u32,
            #[partition_key]
            id: String,
        }
    };
}

parcel!(Parcel);
// Its rows are read by serde's derive.
parcel!(Derived, #[serde(with = "plainly")]);

mod plainly {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(super) fn serialize<S: Serializer>(weight: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        weight.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        u32::deserialize(deserializer)
    }
}

const STAND_INS: [&str; 6] = ["pieces", "note", "unit", "size", "labels", "marks"];

fn inserted(image: &Value) -> Vec<u8> {
    event(&[record("INSERT", 1, &json!({"id": {"S": "1"}}), &Value::Null, image)])
}

fn without(names: &[&str]) -> Value {
    let mut image = whole();
    image.as_object_mut().unwrap().retain(|name, _| !names.contains(&name.as_str()));
    image
}

fn error_of<T: StateTopic>(image: &Value) -> String {
    only_undecoded(decode::<T>(&inserted(image)).unwrap(), 0).to_string()
}

fn whole() -> Value {
    json!({
        "id": {"S": "1"}, "pieces": {"N": "1"}, "note": {"N": "2"}, "unit": {"N": "3"}, "size": {"N": "4"},
        "labels": {"NS": ["5"]}, "marks": {"NS": ["6"]}, "weight": {"N": "8"},
    })
}

fn assert_that_faults_are_errors<T: StateTopic>() {
    let of = T::NAME;
    for name in STAND_INS {
        let mut image = whole();
        image[name] = json!({"BOOL": true});
        let error = error_of::<T>(&image);
        assert!(error.contains(&format!("`{of}.{name}`")) && error.contains("found BOOL"), "{error}");
    }
    // Whatever else is missing, the fault is what is said.
    let mut image = without(&["id", "weight", "note", "labels"]);
    image["size"] = json!({"S": "x"});
    let error = error_of::<T>(&image);
    assert!(error.contains(&format!("`{of}.size`")) && error.contains("found S"), "{error}");
    for name in ["id", "weight"] {
        let error = error_of::<T>(&without(&[name]));
        assert!(error.contains(&format!("`{of}.{name}`")), "{error}");
    }
}

#[test]
fn what_is_there_and_wrong_is_an_error_whatever_stands_in() {
    assert_that_faults_are_errors::<Parcel>();
    assert_that_faults_are_errors::<Derived>();
}

/// A row whose stand-in must not be asked for.
#[read_model(table = "parcels")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Costly {
    #[partition_key]
    id: String,
    #[serde(default = "never")]
    weight: u32,
}

fn never() -> u32 {
    panic!("asked for a row that is not made")
}

#[test]
fn a_row_that_failed_asks_for_no_stand_in() {
    let error = error_of::<Costly>(&json!({"id": {"N": "1"}}));
    assert!(error.contains("`Costly.id`") && error.contains("expected S, found N"), "{error}");
}

#[test]
fn the_first_that_is_missing_is_named() {
    let error = error_of::<Parcel>(&without(&["id", "weight"]));
    assert!(error.contains("`Parcel.weight`"), "{error}");
}

#[test]
fn an_attribute_that_is_there_twice_is_an_error() {
    for name in STAND_INS.into_iter().chain(["weight", "id"]) {
        let twice = format!("{{\"{name}\":{},", whole()[name]);
        let image = whole().to_string().replacen('{', &twice, 1);
        let event = String::from_utf8(inserted(&json!("IMAGE"))).unwrap().replace("\"IMAGE\"", &image);
        let undecoded = only_undecoded(decode::<Parcel>(event.as_bytes()).unwrap(), 0);
        let error = undecoded.error().to_string();
        assert!(error.contains(&format!("`Parcel.{name}`")) && error.contains("found two"), "{error}");
    }
}

#[test]
fn what_is_missing_has_its_stand_in() {
    let change = only_record::<Parcel>(&inserted(&without(&STAND_INS))).into_change();
    let new = ParcelNewImage {
        pieces: 0,
        note: None,
        unit: None,
        size: 7,
        labels: BTreeSet::new(),
        marks: Some(BTreeSet::new()),
        weight: 8,
        id: "1".to_owned(),
    };
    assert_eq!(change, StateChange::Inserted { key: ParcelKey { id: "1".to_owned() }, new });
}
