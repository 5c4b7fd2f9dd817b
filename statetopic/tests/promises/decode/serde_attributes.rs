//! serde's attributes mean in an image what they mean to serde: on the model's fields, and within the types of fields.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};
use statetopic::prelude::*;

use super::support::{event, only_record, record};

/// A number as a text.
mod text {
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
    pub(super) fn serialize<S: Serializer>(number: &u32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

fn seven() -> u32 {
    7
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it")]
fn is_seven(number: &u32) -> bool {
    *number == 7
}

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Order {
    #[partition_key]
    id: String,
    #[serde(rename = "lineCount")]
    line_count: u32,
    #[serde(alias = "UNITS", alias = "COUNT")]
    unit_count: u32,
    #[serde(default)]
    plain: u32,
    #[serde(default = "seven")]
    by_path: u32,
    #[serde(default = "seven", skip_serializing_if = "is_seven")]
    left_out: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out_option: Option<u32>,
    #[serde(skip, default = "seven")]
    skipped: u32,
    #[serde(with = "text")]
    as_text: u32,
    #[serde(serialize_with = "text::serialize", deserialize_with = "text::deserialize")]
    as_text_in_halves: u32,
    within: Within,
    #[serde(flatten)]
    flat: Flat,
}

/// Every attribute again, within a field's type, with a default of the whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Within {
    line_count: u32,
    #[serde(alias = "units")]
    unit_count: u32,
    #[serde(default = "seven")]
    by_path: u32,
    #[serde(skip_serializing_if = "is_seven")]
    left_out: u32,
    #[serde(skip)]
    skipped: u32,
    #[serde(with = "text")]
    as_text: u32,
    transparent: Transparent,
}

impl Default for Within {
    fn default() -> Self {
        let transparent = Transparent { text: "as it was".to_owned() };
        Self { line_count: 1, unit_count: 2, by_path: 3, left_out: 4, skipped: 5, as_text: 6, transparent }
    }
}

/// A map of one is its only field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct Transparent {
    text: String,
}

/// Spread over the item, and its own parts too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
struct Flat(u32, bool);

#[derive(Serialize, Deserialize)]
struct Wire {
    number: u32,
    flag: bool,
}

impl From<Wire> for Flat {
    fn from(Wire { number, flag }: Wire) -> Self {
        Self(number, flag)
    }
}

impl From<Flat> for Wire {
    fn from(Flat(number, flag): Flat) -> Self {
        Self { number, flag }
    }
}

/// The new image of an insertion.
fn inserted(item: &Value) -> OrderNewImage {
    let event = event(&[record("INSERT", 1, &json!({ "ID": { "S": "1" } }), &Value::Null, item)]);
    match only_record::<Order>(&event).into_change() {
        StateChange::Inserted { new, .. } => new,
        other => panic!("it is {}", other.kind()),
    }
}

#[test]
fn what_a_row_lacks_is_what_serde_says() {
    let item = json!({
        "ID": { "S": "1" },
        "lineCount": { "N": "2" },
        "COUNT": { "N": "3" },
        "SKIPPED": { "N": "4" },
        "AS_TEXT": { "S": "5" },
        "AS_TEXT_IN_HALVES": { "S": "6" },
        "WITHIN": { "M": { "units": { "N": "8" }, "left-out": { "N": "9" }, "skipped": { "N": "10" } } },
        "flag": { "BOOL": true },
        "number": { "N": "11" },
    });
    let within = Within { unit_count: 8, by_path: 7, left_out: 9, ..Within::default() };
    let expected = Order {
        id: "1".to_owned(),
        line_count: 2,
        unit_count: 3,
        plain: 0,
        by_path: 7,
        left_out: 7,
        left_out_option: None,
        skipped: 7,
        as_text: 5,
        as_text_in_halves: 6,
        within,
        flat: Flat(11, true),
    };
    assert_eq!(Order::from(inserted(&item)), expected);
}

prop_compose! {
    fn order()(
        numbers: [u32; 12],
        id: String,
        left_out in prop_oneof![Just(7), any::<u32>()],
        left_out_option: Option<u32>,
        text: String,
        flag: bool,
    ) -> Order {
        let [line_count, unit_count, plain, by_path, as_text, as_text_in_halves, number, more @ ..] = numbers;
        let within = Within {
            line_count: more[0],
            unit_count: more[1],
            by_path: more[2],
            left_out,
            as_text: more[3],
            transparent: Transparent { text },
            ..Within::default()
        };
        let (skipped, flat) = (7, Flat(number, flag));
        Order {
            id, line_count, unit_count, plain, by_path, left_out, left_out_option, skipped, as_text,
            as_text_in_halves, within, flat,
        }
    }
}

proptest! {
    #[test]
    fn what_serde_writes_is_read_back(order in order()) {
        let item: serde_dynamo::Item = serde_dynamo::to_item(&order).unwrap();
        let image = inserted(&serde_json::to_value(item).unwrap());
        // Left out where it is seven, it is not the seven of the nested type's own default.
        let left_out = if order.left_out == 7 { 4 } else { order.left_out };
        let expected = Order { within: Within { left_out, ..order.within.clone() }, ..order };
        prop_assert_eq!(Order::from(image), expected);
    }
}

/// serde buffers what is flattened, and sees of a set's elements what they are.
#[read_model(table = "bins")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Bin {
    #[partition_key]
    id: u32,
    #[serde(flatten)]
    sets: BinSets,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct BinSets {
    labels: BTreeSet<String>,
    counts: BTreeSet<i64>,
    weights: Vec<f64>,
    digests: BTreeSet<Bytes>,
}

#[test]
fn what_is_flattened_may_hold_sets() {
    let new = json!({
        "id": { "N": "1" },
        "labels": { "SS": ["7", "round"] },
        "counts": { "NS": ["-7", "12"] },
        "weights": { "NS": ["0.5", "1e-3"] },
        "digests": { "BS": ["AAE=", ""] },
    });
    let record = only_record::<Bin>(&event(&[record("INSERT", 1, &json!({ "id": { "N": "1" } }), &Value::Null, &new)]));
    let sets = BinSets {
        labels: BTreeSet::from(["7".to_owned(), "round".to_owned()]),
        counts: BTreeSet::from([-7, 12]),
        weights: vec![0.5, 0.001],
        digests: BTreeSet::from([Bytes::from(Vec::new()), Bytes::from(vec![0, 1])]),
    };
    assert_eq!(record.change().new(), Some(&BinNewImage { id: 1, sets }));
}
