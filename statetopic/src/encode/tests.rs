//! What is written is what `serde_dynamo` writes, where it can.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use serde_dynamo::AttributeValue;

use super::{to_attribute_value, to_item};
use crate::Number;

#[derive(Serialize)]
enum Shape {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { side: u8 },
}

#[derive(Serialize)]
struct Everything {
    integer: i64,
    float: f64,
    text: String,
    letter: char,
    truth: bool,
    nothing: Option<u8>,
    something: Option<u8>,
    unit: (),
    list: Vec<u8>,
    pair: (u8, String),
    map: BTreeMap<u8, Shape>,
    shapes: Vec<Shape>,
    #[serde(with = "serde_dynamo::string_set")]
    strings: BTreeSet<String>,
    #[serde(with = "serde_dynamo::number_set")]
    numbers: BTreeSet<u8>,
}

#[test]
fn the_forms_are_those_of_serde_dynamo() {
    let shapes = || vec![Shape::Unit, Shape::Newtype(1), Shape::Tuple(1, 2), Shape::Struct { side: 3 }];
    let everything = Everything {
        integer: -7,
        float: 0.1,
        text: "søk".to_owned(),
        letter: 'å',
        truth: true,
        nothing: None,
        something: Some(1),
        unit: (),
        list: vec![1, 2],
        pair: (1, "b".to_owned()),
        map: (0..4).zip(shapes()).collect(),
        shapes: shapes(),
        strings: ["a".to_owned()].into(),
        numbers: [1, 2].into(),
    };
    let theirs: serde_dynamo::Item = serde_dynamo::to_item(&everything).unwrap();
    assert_eq!(to_item(&everything).unwrap(), theirs);
}

#[test]
fn numbers_are_written_to_the_last_digit() {
    let digits = "0.12345678901234567890123456789012345678";
    let number: Number = digits.parse().unwrap();
    assert_eq!(to_attribute_value(&number), Ok(AttributeValue::N(digits.to_owned())));
    assert_eq!(to_attribute_value(&i128::from(u64::MAX)), Ok(AttributeValue::N(u64::MAX.to_string())));
}

#[test]
fn what_dynamodb_cannot_hold_is_an_error_with_its_path() {
    #[derive(Serialize)]
    struct Row {
        lines: Vec<HashMap<String, f64>>,
    }
    let row = Row { lines: vec![HashMap::from([("secret".to_owned(), f64::NAN)])] };
    let error = to_item(&row).unwrap_err();
    assert_eq!(error.path(), "lines[0].*");
    assert!(error.to_string().starts_with("cannot be written at `lines[0].*`: DynamoDB holds numbers"), "{error}");
    assert!(to_attribute_value(&u128::MAX).is_err());
    assert!(to_item(&7).is_err());
}
