//! What is wrong with an attribute: the complete message, and that no other record of the batch minds.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use statetopic::decode;
use statetopic::decode::{DecodeError, Descriptor, ImageName};
use statetopic::prelude::*;

use super::support::{event, only_undecoded, record};

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    paid: bool,
    total: i16,
    weight: f32,
    wide: u128,
    grade: char,
    state: State,
    lines: Vec<Line>,
    labels: BTreeSet<String>,
    counts: Vec<u8>,
    weights: Vec<f32>,
    by_year: BTreeMap<u16, Line>,
    pair: (u8, u8),
    digest: [u8; 2],
    strict: Strict,
    #[serde(default)]
    payment: Option<Payment>,
    #[serde(default)]
    tree: Tree,
    #[serde(default)]
    chain: Option<Chain>,
    #[serde(default)]
    maps: Maps,
    #[serde(default)]
    ratio: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum State {
    Open,
    Shipped { carrier: String },
    Returned(u8),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Line {
    qty: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    #[serde(default)]
    only: Option<u8>,
}

/// serde buffers what is tagged inside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Payment {
    Card { amount: u64 },
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Tree(Vec<Tree>);

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Maps(BTreeMap<String, Maps>);

/// Each link is a map of one member, named after the variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Chain {
    End,
    Link(Box<Chain>),
}

fn image() -> Value {
    json!({
        "id": { "S": "order-1" },
        "paid": { "BOOL": true },
        "total": { "N": "-7" },
        "weight": { "N": "0.5" },
        "wide": { "N": "340282366920938463463374607431768211455" },
        "grade": { "S": "A" },
        "state": { "S": "Open" },
        "lines": { "L": [{ "M": { "qty": { "N": "1" } } }, { "M": { "qty": { "N": "2" } } }, { "M": { "qty": { "N": "3" } } }] },
        "labels": { "SS": ["red", "round"] },
        "counts": { "NS": ["1", "2"] },
        "weights": { "NS": ["1.5", "2e-3"] },
        "by_year": { "M": { "2026": { "M": { "qty": { "N": "1" } } } } },
        "pair": { "L": [{ "N": "1" }, { "N": "2" }] },
        "digest": { "B": "AAE=" },
        "strict": { "M": {} },
    })
}

/// The error of a new image with another value at `pointer`; the records before and behind it decode.
fn error_at(pointer: &str, value: &Value) -> DecodeError {
    let mut faulty = image();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    match faulty.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.insert(name.to_owned(), value.clone())),
        other => other[name.parse::<usize>().unwrap()] = value.clone(),
    }
    error_of(&faulty)
}

/// The error of this new image; the records before and behind it decode.
fn error_of(new: &Value) -> DecodeError {
    let keys = json!({ "id": { "S": "order-1" } });
    let record = |number, new| record("MODIFY", number, &keys, &image(), new);
    let event = event(&[record(1, &image()), record(2, new), record(3, &image())]);
    let undecoded = only_undecoded(decode::<Order>(&event).unwrap(), 1);
    assert_eq!(undecoded.key(), Some(&OrderKey { id: "order-1".to_owned() }));
    assert_eq!((undecoded.event_id().as_str(), undecoded.sequence_number().unwrap().as_str()), ("event-2", "2"));
    assert_eq!(undecoded.error().image(), Some(ImageName::NewImage));
    undecoded.into_error()
}

fn assert_message(error: &DecodeError, path: &str, problem: &str) {
    assert_eq!(error.to_string(), format!("cannot decode `Order.{path}` from NewImage: {problem} (event event-2)"));
    assert_eq!(error.path(), Some(path));
}

#[test]
fn an_attribute_of_another_type_is_named_by_its_path() {
    let list = "expected a list of the type's length, found one out of its range or form";
    for (pointer, value, path, problem, found) in [
        ("/lines/L/2/M/qty", json!({ "S": "3" }), "lines[2].qty", "expected N, found S", Descriptor::S),
        ("/lines/L/0", json!({ "S": "a" }), "lines[0]", "expected M, found S", Descriptor::S),
        ("/lines/L/0", json!({ "L": [] }), "lines[0]", list, Descriptor::L),
        ("/lines", json!({ "M": {} }), "lines", "expected L or a set, found M", Descriptor::M),
        ("/paid", json!({ "NULL": true }), "paid", "expected BOOL, found NULL", Descriptor::Null),
        ("/total", json!({ "BOOL": true }), "total", "expected N, found BOOL", Descriptor::Bool),
        ("/weight", json!({ "NS": ["1"] }), "weight", "expected N, found NS", Descriptor::Ns),
        ("/id", json!({ "B": "AA==" }), "id", "expected S, found B", Descriptor::B),
        ("/state", json!({ "N": "1" }), "state", "expected S or M, found N", Descriptor::N),
        ("/by_year", json!({ "SS": ["2026"] }), "by_year", "expected M, found SS", Descriptor::Ss),
        ("/by_year/M/2026/M/qty", json!({ "BS": ["AA=="] }), "by_year.*.qty", "expected N, found BS", Descriptor::Bs),
        ("/labels", json!({ "NS": ["1"] }), "labels[0]", "expected S, found N", Descriptor::N),
        ("/labels", json!({ "BS": ["AA=="] }), "labels[0]", "expected S, found B", Descriptor::B),
        ("/counts", json!({ "SS": ["1"] }), "counts[0]", "expected N, found S", Descriptor::S),
        ("/weights", json!({ "SS": ["1"] }), "weights[0]", "expected N, found S", Descriptor::S),
    ] {
        let error = error_at(pointer, &value);
        assert_message(&error, path, problem);
        assert_eq!(error.found(), Some(found), "{pointer}");
        assert!(!error.is_missing(), "{pointer}");
    }
}

#[test]
fn a_missing_attribute_is_named_by_its_path() {
    let mut without_total = image();
    without_total.as_object_mut().unwrap().remove("total");
    for (error, path) in [
        (error_of(&without_total), "total"),
        (error_at("/lines/L/1", &json!({ "M": {} })), "lines[1].qty"),
        (error_at("/state", &json!({ "M": { "Shipped": { "M": {} } } })), "state.carrier"),
    ] {
        assert_message(&error, path, "expected an attribute, found none");
        assert!(error.is_missing(), "{path}");
        assert_eq!(error.found(), None, "{path}");
    }
}

#[test]
fn a_number_that_does_not_fit_is_no_other_number() {
    for (pointer, text, path, fitting) in [
        ("/total", "32768", "total", "N that fits `i16`"),
        ("/total", "-32769", "total", "N that fits `i16`"),
        ("/total", "1.5", "total", "N that fits `i16`"),
        ("/total", "1e99", "total", "N that fits `i16`"),
        ("/total", "0x10", "total", "N that fits `i16`"),
        ("/total", "", "total", "N that fits `i16`"),
        ("/lines/L/2/M/qty", "-1", "lines[2].qty", "N that fits `u32`"),
        ("/wide", "340282366920938463463374607431768211456", "wide", "N that fits `u128`"),
        ("/weight", "1e39", "weight", "N that fits a float"),
        ("/weight", "nan", "weight", "N that fits a float"),
        ("/ratio", "1e309", "ratio", "N that fits a float"),
    ] {
        let error = error_at(pointer, &json!({ "N": text }));
        assert_message(&error, path, &format!("expected {fitting}, found one out of its range or form"));
        assert_eq!(error.found(), Some(Descriptor::N), "{text}");
    }
}

#[test]
fn a_number_of_a_set_that_does_not_fit_is_no_other_number() {
    for (attribute, text, fitting) in [
        ("counts", "256", "N that fits `u8`"),
        ("counts", "0.5", "N that fits `u8`"),
        ("weights", "1e39", "N that fits a float"),
        ("weights", "one", "N that fits a float"),
    ] {
        let error = error_at(&format!("/{attribute}"), &json!({ "NS": ["1", text] }));
        let problem = format!("expected {fitting}, found one out of its range or form");
        assert_message(&error, &format!("{attribute}[1]"), &problem);
    }
}

#[test]
fn a_name_that_is_no_key_of_the_map_is_not_shown() {
    let error = error_at("/by_year", &json!({ "M": { "70000": { "M": { "qty": { "N": "1" } } } } }));
    let problem = "expected a name that fits `u16`, found one out of its range or form";
    assert_message(&error, "by_year.*", problem);
}

#[test]
fn a_value_that_is_no_attribute_value_is_refused() {
    for (value, problem) in [
        (json!({}), "expected a descriptor of an attribute value"),
        (json!({ "X": "1" }), "expected a descriptor of an attribute value"),
        (json!({ "n": "1" }), "expected a descriptor of an attribute value"),
        (json!({ "N": "1", "S": "one" }), "expected the end of an attribute value"),
        (json!({ "N": 1 }), "expected a string of an attribute value"),
        (json!({ "N": null }), "expected a string of an attribute value"),
        (json!("1"), "expected an object of an attribute value"),
        (json!(1), "expected an object of an attribute value"),
        (json!([]), "expected an object of an attribute value"),
    ] {
        assert_message(&error_at("/total", &value), "total", problem);
    }
    for (pointer, value, problem) in [
        ("/paid", json!({ "BOOL": "true" }), "expected true or false of an attribute value"),
        ("/payment", json!({ "NULL": false }), "expected true of an attribute value"),
        ("/lines", json!({ "L": {} }), "expected an array of an attribute value"),
        ("/strict", json!({ "M": [] }), "expected an object of an attribute value"),
    ] {
        assert_message(&error_at(pointer, &value), &pointer[1..], problem);
    }
    let problem = "expected a string of an attribute value";
    assert_message(&error_at("/labels", &json!({ "SS": ["red", 1] })), "labels", problem);
    let unfit = "expected B in base64, found one out of its range or form";
    assert_message(&error_at("/digest", &json!({ "B": "?" })), "digest", unfit);
}

#[test]
fn a_list_of_another_length_is_refused_and_never_cut() {
    let list = "expected a list of the type's length, found one out of its range or form";
    for numbers in [json!([{ "N": "1" }]), json!([{ "N": "1" }, { "N": "2" }, { "N": "3" }])] {
        assert_message(&error_at("/pair", &json!({ "L": numbers })), "pair", list);
    }
    let set = "expected a set of the type's length, found one out of its range or form";
    assert_message(&error_at("/pair", &json!({ "NS": ["1", "2", "3"] })), "pair", set);
    assert_message(&error_at("/digest", &json!({ "B": "AA==" })), "digest", list);
    let bytes = "expected B of the type's length, found one out of its range or form";
    assert_message(&error_at("/digest", &json!({ "B": "AAEC" })), "digest", bytes);
}

#[test]
fn an_unknown_variant_is_answered_with_the_known_ones() {
    let problem = "expected one of `Open`, `Shipped`, `Returned`, found another name";
    for value in [json!({ "S": "Lost" }), json!({ "M": { "Lost": { "N": "1" } } })] {
        assert_message(&error_at("/state", &value), "state", problem);
    }
}

#[test]
fn a_variant_of_another_form_is_refused() {
    let several = "expected M of one member, named after a variant, found one out of its range or form";
    for (value, path, problem) in [
        (json!({ "S": "Returned" }), "state", "expected what the field's type can be read from, found S"),
        (json!({ "M": { "Open": { "N": "1" } } }), "state", "expected S, found M"),
        (json!({ "M": { "Returned": { "S": "1" } } }), "state", "expected N, found S"),
        (json!({ "M": { "Shipped": { "M": { "carrier": { "N": "1" } } } } }), "state.carrier", "expected S, found N"),
        (json!({ "M": {} }), "state", several),
        (json!({ "M": { "Returned": { "N": "1" }, "Shipped": { "NULL": true } } }), "state", several),
    ] {
        assert_message(&error_at("/state", &value), path, problem);
    }
}

#[test]
fn an_attribute_that_the_type_denies_is_not_shown() {
    let error = error_at("/strict", &json!({ "M": { "another": { "N": "1" } } }));
    assert_message(&error, "strict.*", "expected no further attribute, found one");
}

#[test]
fn what_a_fields_own_deserialize_refuses_is_named_by_its_path() {
    let error = error_at("/grade", &json!({ "S": "AB" }));
    assert_message(&error, "grade", "expected what the field's type can be read from, found S");
}

#[test]
fn a_number_that_serde_would_round_in_its_buffer_is_refused() {
    let problem = "expected N that 64 bits hold exactly, since serde buffers this value, found a wider N";
    for text in ["18446744073709551616", "-9223372036854775809", "0.1234567890123456789", "1e-400"] {
        let value = json!({ "M": { "kind": { "S": "Card" }, "amount": { "N": text } } });
        assert_message(&error_at("/payment", &value), "payment.*", problem);
    }
    // A float holds it to the last digit, and an integer does not.
    let value = json!({ "M": { "kind": { "S": "Card" }, "amount": { "N": "1e30" } } });
    assert_message(&error_at("/payment", &value), "payment", "expected what the field's type can be read from");
}

/// `{"L": [{"L": [… ]}]}` of so many levels.
fn nested(levels: usize) -> Value {
    (1..levels).fold(json!({ "L": [] }), |inner, _| json!({ "L": [inner] }))
}

#[test]
fn every_depth_that_dynamodb_allows_is_read() {
    let mut deep = image();
    deep["tree"] = nested(32);
    let record = record("INSERT", 1, &json!({ "id": { "S": "order-1" } }), &json!(null), &deep);
    let delivered = decode::<Order>(&event(&[record])).unwrap();
    let StateChange::Inserted { new, .. } = delivered[0].as_ref().unwrap().change() else { panic!("no insert") };
    let mut levels = 1;
    let mut tree = &new.tree;
    while let Some(inner) = tree.0.first() {
        (levels, tree) = (levels + 1, inner);
    }
    assert_eq!(levels, 32);
}

#[test]
fn a_depth_beyond_dynamodbs_fails_its_record_alone() {
    for levels in [100, 200, 20_000] {
        let mut open = event(&[
            record("INSERT", 1, &json!({ "id": { "S": "order-1" } }), &json!(null), &image()),
            record("INSERT", 2, &json!({ "id": { "S": "order-1" } }), &json!(null), &image()),
        ]);
        // Built as text: a deep value of `serde_json` is dropped by recursion.
        let deep = format!("\"tree\":{}{}", r#"{"L":["#.repeat(levels), "]}".repeat(levels));
        let text = String::from_utf8(std::mem::take(&mut open)).unwrap();
        let place = text.rfind("\"total\"").unwrap();
        let event = format!("{}{deep},{}", &text[..place], &text[place..]);
        let undecoded = only_undecoded(decode::<Order>(event.as_bytes()).unwrap(), 1);
        let message = undecoded.error().to_string();
        assert!(message.ends_with(": expected at most 32 levels, found more (event event-2)"), "{message}");
    }
}

#[test]
fn a_map_or_a_variant_is_a_level_as_a_list_is() {
    let maps = |levels| (1..levels).fold(json!({ "M": {} }), |inner, _| json!({ "M": { "inner": inner } }));
    let chain = |levels| (1..levels).fold(json!({ "S": "End" }), |inner, _| json!({ "M": { "Link": inner } }));
    let mut deepest = image();
    deepest["maps"] = maps(32);
    deepest["chain"] = chain(32);
    let record = record("INSERT", 1, &json!({ "id": { "S": "order-1" } }), &json!(null), &deepest);
    assert!(decode::<Order>(&event(&[record])).unwrap()[0].is_ok());
    for error in [error_at("/maps", &maps(50)), error_at("/chain", &chain(50))] {
        let message = error.to_string();
        assert!(message.ends_with(": expected at most 32 levels, found more (event event-2)"), "{message}");
    }
}

#[test]
fn a_depth_that_nobody_reads_fails_nothing() {
    let deep = format!("{}{}", r#"{"L":["#.repeat(20_000), "]}".repeat(20_000));
    let record = record("INSERT", 1, &json!({ "id": { "S": "order-1" } }), &json!(null), &image());
    let text = String::from_utf8(event(&[record])).unwrap();
    let event = text.replacen("\"total\"", &format!("\"unknown\":{deep},\"total\""), 1);
    assert!(decode::<Order>(event.as_bytes()).unwrap()[0].is_ok());
}

#[test]
fn a_deserialize_that_panics_fails_its_record_alone() {
    #[derive(Clone, Debug, PartialEq, Serialize)]
    struct Fragile(String);

    impl<'de> Deserialize<'de> for Fragile {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            assert_ne!(text, "broken");
            Ok(Self(text))
        }
    }

    #[read_model(table = "fragile")]
    #[state_topic(view = NEW_IMAGE)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Vase {
        #[partition_key]
        id: String,
        state: Fragile,
    }

    let record = |number, state: &str| {
        let id = json!({ "S": "vase" });
        let new = json!({ "id": id, "state": { "S": state } });
        record("INSERT", number, &json!({ "id": id }), &json!(null), &new)
    };
    let event = event(&[record(1, "whole"), record(2, "broken"), record(3, "whole")]);
    let undecoded = only_undecoded(decode::<Vase>(&event).unwrap(), 1);
    assert_eq!(
        undecoded.error().to_string(),
        "cannot decode `Vase` from NewImage: expected a `Deserialize` that returns, found one that panics (event event-2)"
    );
}
