//! What is written is what `serde_dynamo` writes, where it can.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use serde_dynamo::AttributeValue;

use super::doubt::Doubts;
use super::{EncodeError, to_attribute_value};
use crate::Number;

fn to_item<T: Serialize>(row: &T) -> Result<serde_dynamo::Item, EncodeError> {
    super::to_item(row, &Doubts::default())
}

#[derive(Serialize)]
enum Shape {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { side: u8 },
    Maybe(Option<u8>),
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
    let shapes =
        || vec![Shape::Unit, Shape::Newtype(1), Shape::Tuple(1, 2), Shape::Struct { side: 3 }, Shape::Maybe(None)];
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
        map: (0..5).zip(shapes()).collect(),
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
    assert_eq!(to_attribute_value(&number, false), Ok(Some(AttributeValue::N(digits.to_owned()))));
    assert_eq!(to_attribute_value(&i128::from(u64::MAX), false), Ok(Some(AttributeValue::N(u64::MAX.to_string()))));
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
    assert!(to_attribute_value(&u128::MAX, false).is_err());
    assert!(to_item(&7).is_err());
}

#[test]
fn an_empty_set_is_a_missing_attribute() {
    #[derive(Serialize)]
    struct Tags {
        #[serde(with = "serde_dynamo::string_set")]
        tags: BTreeSet<String>,
        name: String,
    }
    let item = to_item(&Tags { tags: BTreeSet::new(), name: "n".to_owned() }).unwrap();
    assert_eq!(item.inner().keys().collect::<Vec<_>>(), ["name"]);
}

#[test]
fn a_set_has_elements_of_one_type_and_each_once() {
    use crate::{BinarySet, Bytes, NumberSet, StringSet};

    fn error<T: Serialize>(set: &T) -> String {
        to_attribute_value(set, false).unwrap_err().to_string()
    }

    let set = to_attribute_value(&NumberSet::from([2, 1]), false);
    assert_eq!(set, Ok(Some(AttributeValue::Ns(vec!["1".to_owned(), "2".to_owned()]))));
    let set = to_attribute_value(&BinarySet::from([Bytes::from(vec![1])]), false);
    assert_eq!(set, Ok(Some(AttributeValue::Bs(vec![vec![1]]))));
    assert_eq!(to_attribute_value(&StringSet::<String>::new(), false), Ok(None));

    let one_type = "cannot be written: a set's elements are all strings, all numbers or all bytes";
    assert_eq!(error(&NumberSet::from(["1".to_owned()])), one_type);
    assert_eq!(error(&StringSet::from([None, Some("a".to_owned())])), one_type);
    let once = "cannot be written: two elements of a set are written alike, and DynamoDB holds each once";
    assert_eq!(error(&serde_dynamo::string_set::StringSet(["a", "a"])), once);
    assert_eq!(error(&serde_dynamo::number_set::NumberSet([0.5, 0.5])), once);
    assert_eq!(error(&serde_dynamo::binary_set::BinarySet([Bytes::default(), Bytes::default()])), once);
}

#[test]
fn none_is_a_missing_attribute_where_serde_reads_one_as_none() {
    #[derive(Serialize)]
    struct Note(Option<u8>);
    #[derive(Serialize)]
    #[serde(transparent)]
    struct Remark(Option<u8>);

    let null = Ok(Some(AttributeValue::Null(true)));
    assert_eq!(to_attribute_value(&None::<u8>, false), Ok(None));
    assert_eq!(to_attribute_value(&Remark(None), false), Ok(None));
    assert_eq!(to_attribute_value(&Note(None), false), null);
    assert_eq!(to_attribute_value(&(), false), null);
    assert_eq!(to_attribute_value(&[None::<u8>], false), Ok(Some(AttributeValue::L(vec![AttributeValue::Null(true)]))));
    assert_eq!(to_attribute_value(&Shape::Maybe(None), false).map(|value| value.is_some()), Ok(true));
}

#[test]
fn a_key_that_serde_writes_in_another_form_is_refused() {
    use crate::key::{KeyError, KeyValue};
    use crate::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    struct OrderId(u32);

    impl KeyAttribute for OrderId {
        type Scalar = crate::key::S;

        fn to_key_value(&self) -> std::result::Result<KeyValue<'_>, KeyError> {
            Ok(KeyValue::S(format!("ORDER#{}", self.0).into()))
        }

        fn from_key_value(value: KeyValue<'_>) -> std::result::Result<Self, KeyError> {
            Err(KeyError::unfit(Self::TYPE, &value))
        }
    }

    #[read_model(table = "orders")]
    #[derive(Serialize, Deserialize)]
    struct Order {
        #[partition_key]
        id: OrderId,
    }

    let error = super::row_item(&Order { id: OrderId(7) }).unwrap_err();
    assert!(
        error.to_string().starts_with("cannot be written at `id`: serde writes the key in another form"),
        "{error}"
    );
}

#[test]
fn a_field_that_is_left_out_and_would_not_read_back_is_refused() {
    use crate::prelude::*;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    fn is_zero(number: &u8) -> bool {
        *number == 0
    }
    fn seven() -> u8 {
        7
    }
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Inner {
        #[serde(skip_serializing_if = "Vec::is_empty")]
        list: Vec<u8>,
        #[serde(default = "seven", skip_serializing_if = "is_zero")]
        count: u8,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    #[read_model(table = "orders")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Order {
        #[partition_key]
        id: String,
        inner: Inner,
    }
    let put = |list: &[u8], count: u8| {
        let inner = Inner { list: list.to_vec(), count, note: None };
        super::row_item(&Order { id: "a".to_owned(), inner }).map_err(|error| error.to_string())
    };
    assert!(put(&[1], 1).is_ok(), "what is left out reads back as it is");
    for (refused, path) in [(put(&[], 1), "inner.list"), (put(&[1], 0), "inner.count")] {
        let error = refused.unwrap_err();
        assert!(error.contains(path) && error.contains("skip_serializing_if"), "{error}");
    }
}
