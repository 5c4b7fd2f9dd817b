//! The user's names beside a model: no generated name stands in for one of them.

#![allow(dead_code, non_upper_case_globals, non_camel_case_types)]

use std::collections::BTreeSet;

use statetopic::SetAttribute;
use statetopic::prelude::*;

static fields: u8 = 1;
static name: u8 = 1;
static place: u8 = 1;
static f: u8 = 1;
struct absent;
struct attributes;
struct partition;
struct sort;

/// A set that is called as a type parameter often is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct A(BTreeSet<String>);

impl SetAttribute for A {}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Ordered<T: Ord>(T);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct T(u8);

mod functions {
    use statetopic::prelude::*;

    fn absent() -> u32 {
        1
    }

    fn fields() -> u32 {
        2
    }

    fn attributes() -> u32 {
        3
    }

    fn row() -> u32 {
        4
    }

    fn from() -> u32 {
        5
    }

    #[read_model(table = "counters")]
    #[state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Counter {
        #[partition_key]
        pub id: String,
        #[serde(default = "absent")]
        pub a: u32,
        #[serde(default = "fields")]
        pub b: u32,
        #[serde(default = "attributes")]
        pub c: u32,
        #[serde(skip, default = "row")]
        pub d: u32,
        #[serde(skip, default = "from")]
        pub e: u32,
    }
}

#[read_model(table = "levels")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Level {
    #[partition_key]
    sku: String,
    #[sort_key]
    line: u32,
    labels: A,
    #[serde(default = "A::default")]
    marks: A,
    wide: Ordered<T>,
}

#[test]
fn runs() {
    let level: LevelNewImage = serde_json::from_str(r#"{"sku": "7", "line": 1, "wide": 3}"#).unwrap();
    let expected =
        LevelNewImage { sku: "7".to_owned(), line: 1, labels: A::default(), marks: A::default(), wide: Ordered(T(3)) };
    assert_eq!(level, expected);
    let image: functions::CounterOldImage = serde_json::from_str(r#"{"id": "1"}"#).unwrap();
    let counter = functions::Counter::from(image);
    assert_eq!((counter.a, counter.b, counter.c, counter.d, counter.e), (1, 2, 3, 4, 5));
}
