//! A model with every shape that serde knows, and random values of it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use proptest::collection::{btree_map, btree_set, hash_set, vec};
use proptest::prelude::*;
use statetopic::prelude::*;

#[read_model(table = "shapes")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Shapes {
    #[partition_key]
    pub(crate) shape_id: String,
    #[sort_key]
    pub(crate) place: i64,
    pub(crate) scalars: Scalars,
    pub(crate) collections: Collections,
    pub(crate) sets: Sets,
    pub(crate) external: Vec<External>,
    pub(crate) internal: Vec<Internal>,
    pub(crate) adjacent: Vec<Adjacent>,
    pub(crate) untagged: Vec<Untagged>,
    pub(crate) structs: Structs,
    #[serde(rename = "Another-Name")]
    pub(crate) renamed: Option<u8>,
    #[serde(default)]
    pub(crate) defaulted: Vec<String>,
    #[added]
    pub(crate) added: Option<u32>,
    #[serde(skip)]
    pub(crate) skipped: u8,
    #[serde(flatten)]
    pub(crate) flat: Flattened,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Scalars {
    unsigned: (u8, u16, u32, u64),
    signed: (i8, i16, i32, i64),
    single: f32,
    /// Kept apart from the tuples, so that a comparison can leave it out.
    pub(crate) double: f64,
    flag: bool,
    letter: char,
    text: String,
    bytes: Bytes,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Collections {
    maybe: Option<String>,
    list: Vec<Option<i32>>,
    lists: Vec<Vec<u8>>,
    map: BTreeMap<String, Option<u64>>,
    by_number: BTreeMap<i16, bool>,
    by_flag: BTreeMap<bool, char>,
    by_color: BTreeMap<Color, String>,
    by_letter: BTreeMap<char, u8>,
}

/// DynamoDB's own sets, which are never empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sets {
    #[serde(with = "serde_dynamo::string_set")]
    labels: HashSet<String>,
    #[serde(with = "serde_dynamo::string_set")]
    letters: BTreeSet<char>,
    #[serde(with = "serde_dynamo::string_set")]
    colors: BTreeSet<Color>,
    #[serde(with = "serde_dynamo::number_set")]
    numbers: BTreeSet<i64>,
    #[serde(with = "serde_dynamo::number_set")]
    weights: Vec<f64>,
    #[serde(with = "serde_dynamo::binary_set")]
    blobs: BTreeSet<Bytes>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Color {
    Red,
    #[serde(rename = "deep blue")]
    DeepBlue,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum External {
    Unit,
    Newtype(i64),
    Maybe(Option<String>),
    Tuple(u8, String),
    Struct { size: f64, inner: Vec<External> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Internal {
    Unit,
    Newtype(Inner),
    Struct { size: f64, parts: Vec<u64> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body")]
pub(crate) enum Adjacent {
    Unit,
    Newtype(i32),
    Tuple(bool, String),
    Struct { inner: Inner },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Untagged {
    Flag(bool),
    Text(String),
    Number(i64),
    Fraction(f64),
    List(Vec<u32>),
    Struct(Inner),
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Inner {
    name: String,
    amount: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Structs {
    newtype: Newtype,
    tuple: Tuple,
    nothing: (),
    unit: Unit,
    nested: Vec<Inner>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Newtype(u16);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tuple(i8, String);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unit;

/// serde buffers what is flattened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Flattened {
    flat_size: f64,
    flat_count: u64,
    other_lines: Vec<Inner>,
}

/// A `B`, as `serde_bytes` would have it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Bytes;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Visitor)
    }
}

/// A fraction or whole number that DynamoDB can hold and serde's buffer too: no integer beyond 64 bits.
fn double() -> impl Strategy<Value = f64> {
    const EXACT: i64 = 1 << f64::MANTISSA_DIGITS;
    let fraction = (-EXACT..EXACT, -120..0).prop_map(|(digits, exponent)| format!("{digits}e{exponent}"));
    prop_oneof![any::<i32>().prop_map(f64::from), fraction.prop_map(|decimal| decimal.parse().unwrap())]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-z \"\\\\/]{0,8}", Just(String::new())]
}

fn bytes() -> impl Strategy<Value = Bytes> {
    vec(any::<u8>(), 0..6).prop_map(Bytes)
}

fn color() -> impl Strategy<Value = Color> {
    prop_oneof![Just(Color::Red), Just(Color::DeepBlue)]
}

fn inner() -> impl Strategy<Value = Inner> {
    (text(), any::<i64>()).prop_map(|(name, amount)| Inner { name, amount })
}

fn scalars() -> impl Strategy<Value = Scalars> {
    let single = any::<f32>().prop_filter("finite, and no number below DynamoDB's", |single| single.is_finite());
    (
        any::<(u8, u16, u32, u64)>(),
        any::<(i8, i16, i32, i64)>(),
        single,
        double(),
        any::<(bool, char)>(),
        text(),
        bytes(),
    )
        .prop_map(|(unsigned, signed, single, double, (flag, letter), text, bytes)| Scalars {
            unsigned,
            signed,
            single,
            double,
            flag,
            letter,
            text,
            bytes,
        })
}

fn collections() -> impl Strategy<Value = Collections> {
    (
        proptest::option::of(text()),
        vec(any::<Option<i32>>(), 0..4),
        vec(vec(any::<u8>(), 0..3), 0..3),
        btree_map(text(), any::<Option<u64>>(), 0..4),
        btree_map(any::<i16>(), any::<bool>(), 0..4),
        btree_map(any::<bool>(), any::<char>(), 0..3),
        btree_map(color(), text(), 0..3),
        btree_map(any::<char>(), any::<u8>(), 0..3),
    )
        .prop_map(|(maybe, list, lists, map, by_number, by_flag, by_color, by_letter)| Collections {
            maybe,
            list,
            lists,
            map,
            by_number,
            by_flag,
            by_color,
            by_letter,
        })
}

fn sets() -> impl Strategy<Value = Sets> {
    (
        hash_set(text(), 1..4),
        btree_set(any::<char>(), 1..4),
        btree_set(color(), 1..3),
        btree_set(any::<i64>(), 1..4),
        vec(double(), 1..4),
        btree_set(bytes(), 1..4),
    )
        .prop_map(|(labels, letters, colors, numbers, weights, blobs)| Sets {
            labels,
            letters,
            colors,
            numbers,
            weights,
            blobs,
        })
}

fn external() -> impl Strategy<Value = External> {
    let leaf = prop_oneof![
        Just(External::Unit),
        any::<i64>().prop_map(External::Newtype),
        proptest::option::of(text()).prop_map(External::Maybe),
        (any::<u8>(), text()).prop_map(|(number, text)| External::Tuple(number, text)),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        (double(), vec(inner, 0..3)).prop_map(|(size, inner)| External::Struct { size, inner })
    })
}

fn internal() -> impl Strategy<Value = Internal> {
    prop_oneof![
        Just(Internal::Unit),
        inner().prop_map(Internal::Newtype),
        (double(), vec(any::<u64>(), 0..3)).prop_map(|(size, parts)| Internal::Struct { size, parts }),
    ]
}

fn adjacent() -> impl Strategy<Value = Adjacent> {
    prop_oneof![
        Just(Adjacent::Unit),
        any::<i32>().prop_map(Adjacent::Newtype),
        (any::<bool>(), text()).prop_map(|(flag, text)| Adjacent::Tuple(flag, text)),
        inner().prop_map(|inner| Adjacent::Struct { inner }),
    ]
}

fn untagged() -> impl Strategy<Value = Untagged> {
    prop_oneof![
        any::<bool>().prop_map(Untagged::Flag),
        text().prop_map(Untagged::Text),
        any::<i64>().prop_map(Untagged::Number),
        double().prop_filter("else it is a `Number`", |double| double.fract() != 0.0).prop_map(Untagged::Fraction),
        vec(any::<u32>(), 0..3).prop_map(Untagged::List),
        inner().prop_map(Untagged::Struct),
        Just(Untagged::Nothing),
    ]
}

fn structs() -> impl Strategy<Value = Structs> {
    (any::<u16>(), any::<i8>(), text(), vec(inner(), 0..3)).prop_map(|(number, place, text, nested)| Structs {
        newtype: Newtype(number),
        tuple: Tuple(place, text),
        nothing: (),
        unit: Unit,
        nested,
    })
}

fn flat() -> impl Strategy<Value = Flattened> {
    (double(), any::<u64>(), vec(inner(), 0..3)).prop_map(|(flat_size, flat_count, other_lines)| Flattened {
        flat_size,
        flat_count,
        other_lines,
    })
}

pub(crate) fn shapes() -> impl Strategy<Value = Shapes> {
    let enums = (vec(external(), 0..4), vec(internal(), 0..4), vec(adjacent(), 0..4), vec(untagged(), 0..4));
    let attributes = (any::<Option<u8>>(), vec(text(), 0..3), any::<Option<u32>>());
    (text(), any::<i64>(), scalars(), collections(), sets(), enums, structs(), attributes, flat()).prop_map(
        |(shape_id, place, scalars, collections, sets, enums, structs, attributes, flat)| {
            let (external, internal, adjacent, untagged) = enums;
            let (renamed, defaulted, added) = attributes;
            Shapes {
                shape_id,
                place,
                scalars,
                collections,
                sets,
                external,
                internal,
                adjacent,
                untagged,
                structs,
                renamed,
                defaulted,
                added,
                skipped: 0,
                flat,
            }
        },
    )
}
