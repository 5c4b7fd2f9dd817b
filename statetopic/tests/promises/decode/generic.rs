//! Generic models decode into the types that they are instantiated with.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

use serde_json::{Value, json};
use statetopic::decode;
use statetopic::decode::{Delivered, Descriptor};
use statetopic::prelude::*;

use super::support::{event, only_record, only_undecoded, record};

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order<T, Label, const MAX_LENGTH: usize = 8>
where
    Label: KeyAttribute,
{
    #[partition_key]
    id: String,
    #[sort_key]
    label: Label,
    payload: T,
    #[serde(default)]
    more: Vec<T>,
    /// Empty where a row lacks it.
    labels: BTreeSet<Label>,
    #[serde(deserialize_with = "shortened::<MAX_LENGTH, _>")]
    note: String,
    #[added]
    by_label: BTreeMap<String, T>,
    #[added(default)]
    spare: Option<T>,
    #[serde(flatten)]
    rest: Rest<T>,
    #[serde(skip)]
    kind: PhantomData<fn() -> T>,
}

/// serde buffers what is flattened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Rest<T> {
    #[serde(rename = "restOf")]
    rest: T,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Parcel {
    weight: u32,
}

/// Reads a text's first `MAX_LENGTH` characters.
fn shortened<'de, const MAX_LENGTH: usize, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(String::deserialize(deserializer)?.chars().take(MAX_LENGTH).collect())
}

/// An event of one change, whose new image has the payload throughout and whose old one lacks what may be missing.
fn modification(label: &Value, payload: &Value) -> Vec<u8> {
    let keys = json!({ "id": { "S": "1" }, "label": label });
    let note = json!({ "S": "as long as it is" });
    let old = json!({ "id": { "S": "1" }, "label": label, "payload": payload, "note": note, "restOf": payload });
    let mut new = old.clone();
    new["labels"] = json!({ "L": [label] });
    new["more"] = json!({ "L": [payload, payload] });
    new["by_label"] = json!({ "M": { "a": payload } });
    new["spare"] = payload.clone();
    event(&[record("MODIFY", 1, &keys, &old, &new)])
}

fn change<T: Clone, Label, const MAX_LENGTH: usize>(
    label: &Label,
    payload: &T,
    note: &str,
) -> StateChange<Order<T, Label, MAX_LENGTH>>
where
    Label: KeyAttribute,
    // What reading an `Order` takes of its fields' types is in this bound.
    Order<T, Label, MAX_LENGTH>: statetopic::StateTopic<
            Key = OrderKey<Label>,
            NewImage = OrderNewImage<T, Label, MAX_LENGTH>,
            OldImage = OrderOldImage<T, Label, MAX_LENGTH>,
        >,
{
    let old = OrderOldImage {
        id: "1".to_owned(),
        label: label.clone(),
        payload: payload.clone(),
        more: Vec::new(),
        labels: BTreeSet::new(),
        note: note.to_owned(),
        by_label: None,
        spare: None,
        rest: Rest { rest: payload.clone() },
    };
    let new = OrderNewImage {
        id: "1".to_owned(),
        label: label.clone(),
        payload: payload.clone(),
        more: vec![payload.clone(), payload.clone()],
        labels: BTreeSet::from([label.clone()]),
        note: note.to_owned(),
        by_label: Some(BTreeMap::from([("a".to_owned(), payload.clone())])),
        spare: Some(payload.clone()),
        rest: Rest { rest: payload.clone() },
    };
    StateChange::Modified { key: OrderKey { id: "1".to_owned(), label: label.clone() }, old, new }
}

#[test]
fn a_parameter_is_read_as_what_it_stands_for() {
    let event = modification(&json!({ "N": "7" }), &json!({ "M": { "weight": { "N": "12" } } }));
    let expected = change::<Parcel, u16, 5>(&7, &Parcel { weight: 12 }, "as lo");
    assert_eq!(only_record::<Order<Parcel, u16, 5>>(&event).into_change(), expected);

    let event = modification(&json!({ "S": "seven" }), &json!({ "S": "text" }));
    let expected = change::<String, String, 8>(&"seven".to_owned(), &"text".to_owned(), "as long ");
    assert_eq!(only_record::<Order<String, String>>(&event).into_change(), expected);
}

#[test]
fn what_does_not_fit_a_parameter_is_an_error_with_its_path() {
    let event = modification(&json!({ "N": "7" }), &json!({ "M": { "weight": { "S": "12" } } }));
    let delivered: Vec<Delivered<Order<Parcel, u16>>> = decode(&event).unwrap();
    let error = only_undecoded(delivered, 0).into_error();
    assert_eq!((error.path(), error.found()), (Some("by_label.*.weight"), Some(Descriptor::S)));
}

#[test]
fn images_convert_into_the_model_and_tell_what_changed() {
    let event = modification(&json!({ "N": "7" }), &json!({ "N": "12" }));
    let StateChange::Modified { old, new, .. } = only_record::<Order<u64, u16>>(&event).into_change() else {
        panic!("it is modified");
    };
    let changed = new.changed_since(&old);
    assert_eq!(changed.iter().collect::<Vec<_>>(), ["more", "labels", "by_label", "spare"]);
    assert!(changed.contains(|a| a.by_label));
    let missing = Order::<u64, u16>::try_from(old).unwrap_err();
    assert_eq!(missing.attribute(), "by_label");
    let order = Order::<u64, u16>::try_from(new.clone()).unwrap();
    assert_eq!(OrderNewImage::from(order), new);
}
