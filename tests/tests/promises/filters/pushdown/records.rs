//! Random records of a topic, as Lambda sees them.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use serde_json::{Map, Value, json};
use statetopic::{StateChange, StateTopic, decode};

/// A topic and what its attributes may hold.
pub(crate) trait Sampled: StateTopic {
    const KEYS: &'static [Attribute];
    const IMAGE: &'static [Attribute];
}

/// An attribute and the values that its field reads.
#[derive(Clone, Copy)]
pub(crate) struct Attribute {
    name: &'static str,
    values: &'static [&'static str],
    /// Of a map, what is in it.
    within: &'static [Attribute],
    absent: bool,
    null: bool,
    /// Its values are names of variants, and a later version of the code may have more.
    named: bool,
}

pub(crate) const fn attribute(name: &'static str, values: &'static [&'static str]) -> Attribute {
    Attribute { name, values, within: &[], absent: false, null: false, named: false }
}

pub(crate) const fn map(name: &'static str, within: &'static [Attribute]) -> Attribute {
    Attribute { name, values: &[], within, absent: false, null: false, named: false }
}

/// What no field of most types reads.
const FOREIGN: &[&str] = &[
    r#"{"S":"post"}"#,
    r#"{"N":"1"}"#,
    r#"{"BOOL":true}"#,
    r#"{"NULL":true}"#,
    r#"{"M":{"S":{"S":"post"}}}"#,
    r#"{"M":{}}"#,
    r#"{"L":[{"S":"post"},{"BOOL":true}]}"#,
    // What serde could take for a struct's fields in their order, and a map of the other attributes' names.
    r#"{"L":[{"S":"post"},{"S":"post"},{"S":"OPEN"},{"BOOL":true},{"S":"post"},{"N":"3"},{"M":{}},{"M":{}}]}"#,
    r#"{"M":{"where":{"S":"post"},"open":{"BOOL":true},"CITY":{"S":"post"},"city":{"S":"post"}}}"#,
    r#"{"SS":["post","OPEN"]}"#,
    r#"{"B":"cG9zdA=="}"#,
];

impl Attribute {
    /// The same, which a row may lack.
    pub(crate) const fn or_absent(mut self) -> Self {
        self.absent = true;
        self
    }

    /// The same, which a row may lack or have as `NULL`.
    pub(crate) const fn or_null(mut self) -> Self {
        self.null = true;
        self.or_absent()
    }

    /// The same, whose values are names of variants.
    pub(crate) const fn named(mut self) -> Self {
        self.named = true;
        self
    }

    fn readable(self) -> BoxedStrategy<Option<Value>> {
        if !self.within.is_empty() {
            return image(self.within).prop_map(|members| Some(json!({"M": members}))).boxed();
        }
        select(self.values).prop_map(|value| Some(value_of(value))).boxed()
    }

    fn strategy(self) -> BoxedStrategy<Option<Value>> {
        let null = Just(Some(json!({"NULL": true}))).boxed();
        let foreign = select(FOREIGN).prop_map(|value| Some(value_of(value))).boxed();
        let mut all = vec![(60, self.readable())];
        all.push((if self.absent { 20 } else { 1 }, Just(None).boxed()));
        if self.null {
            all.push((15, null));
        }
        all.push((1, foreign));
        Union::new_weighted(all).boxed()
    }
}

fn value_of(json: &str) -> Value {
    serde_json::from_str(json).expect("an attribute value")
}

/// A record, shown by what is unusual about it.
#[derive(Clone)]
pub(crate) struct Record {
    json: Value,
    unusual: Vec<String>,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identity = self.json.get("userIdentity").map(|identity| format!(" by {identity}"));
        write!(f, "{}{}", self.json["eventName"], identity.unwrap_or_default())?;
        self.unusual.iter().try_for_each(|unusual| write!(f, ", {unusual}"))
    }
}

impl Record {
    pub(crate) fn json(&self) -> String {
        self.json.to_string()
    }

    /// The change, where the record decodes.
    pub(crate) fn change<T: StateTopic>(&self) -> Option<StateChange<T>> {
        let event = json!({"Records": [self.json]}).to_string();
        let mut records = decode::<T>(event.as_bytes()).expect("an event with a key");
        records.pop().expect("one record").ok().map(statetopic::Record::into_change)
    }
}

impl Record {
    /// The record as a later version of the code may have written it: each with one name that no variant has yet, or without
    /// one attribute that must be there today.
    pub(crate) fn of_later_code<T: Sampled>(&self) -> Vec<(String, Value)> {
        let mut all = Vec::new();
        for image in ["NewImage", "OldImage"] {
            if let Some(attributes) = self.json["dynamodb"][image].as_object() {
                for (what, attributes) in of_later_code(T::IMAGE, attributes) {
                    let mut record = self.json.clone();
                    record["dynamodb"][image] = Value::Object(attributes);
                    all.push((format!("{image}: {what}"), record));
                }
            }
        }
        all
    }
}

fn of_later_code(names: &[Attribute], image: &Map<String, Value>) -> Vec<(String, Map<String, Value>)> {
    let mut all = Vec::new();
    for Attribute { name, within, absent, named, .. } in names {
        let Some(value) = image.get(*name) else { continue };
        if *named && value.get("S").is_some() {
            let mut later = image.clone();
            later.insert((*name).to_owned(), json!({"S": "LATER"}));
            all.push((format!("{name} has another name"), later));
        }
        if !absent && within.is_empty() {
            let mut later = image.clone();
            later.remove(*name);
            all.push((format!("{name} is missing"), later));
        }
        if let Some(members) = value.get("M").and_then(Value::as_object) {
            for (what, members) in of_later_code(within, members) {
                let mut later = image.clone();
                later.insert((*name).to_owned(), json!({"M": members}));
                all.push((format!("{name}.{what}"), later));
            }
        }
    }
    all
}

type Values = Vec<BoxedStrategy<Option<Value>>>;

fn attributes(names: &'static [Attribute], values: Values) -> impl Strategy<Value = Map<String, Value>> {
    values.prop_map(|values| {
        let pairs = names.iter().zip(values);
        pairs.filter_map(|(attribute, value)| Some((attribute.name.to_owned(), value?))).collect()
    })
}

fn image(names: &'static [Attribute]) -> impl Strategy<Value = Map<String, Value>> {
    attributes(names, names.iter().map(|attribute| attribute.strategy()).collect())
}

fn keys(names: &'static [Attribute]) -> impl Strategy<Value = Map<String, Value>> {
    attributes(names, names.iter().map(|attribute| attribute.readable()).collect())
}

/// The attributes that are not what they are at first.
fn unusual(names: &[Attribute], image: &Map<String, Value>, place: &str) -> Vec<String> {
    let unusual = names.iter().flat_map(|Attribute { name, values, within, .. }| match (image.get(*name), values) {
        (None, _) => vec![format!("{place}.{name} is absent")],
        (Some(value), [usual, ..]) if *value == value_of(usual) => Vec::new(),
        (Some(value), _) => match value.get("M").and_then(Value::as_object) {
            Some(members) if !within.is_empty() => self::unusual(within, members, &format!("{place}.{name}")),
            _ => vec![format!("{place}.{name} is {value}")],
        },
    });
    unusual.collect()
}

/// Who made the change, as far as the record says.
fn identity() -> impl Strategy<Value = Option<Value>> {
    let texts = [json!("Service"), json!("dynamodb.amazonaws.com"), json!("other"), json!(""), json!(null)];
    let of_any = (select(texts.to_vec()), select(texts.to_vec()));
    prop_oneof![
        3 => Just(None),
        3 => Just(Some(json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"}))),
        2 => of_any.prop_map(|(kind, principal)| Some(json!({"type": kind, "principalId": principal}))),
        1 => select(texts.to_vec()).prop_map(|kind| Some(json!({"type": kind}))),
        1 => select(vec![json!({}), json!(null), json!("Service"), json!({"principalId": "dynamodb.amazonaws.com"})]).prop_map(Some),
    ]
}

/// A record of a topic. Its images are independent of each other, so each difference between them is found.
pub(crate) fn record<T: Sampled>() -> impl Strategy<Value = Record> {
    let event = select(vec!["INSERT", "MODIFY", "REMOVE"]);
    let images = (image(T::IMAGE), image(T::IMAGE));
    (event, keys(T::KEYS), images, identity()).prop_map(|(event, keys, (new, old), identity)| {
        let mut record = json!({
            "eventID": "7f3",
            "eventName": event,
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": "eu-north-1",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_770_000_000,
                "Keys": keys,
                "SequenceNumber": "4421584500000000017450439091",
                "SizeBytes": 59,
                "StreamViewType": T::VIEW.as_str(),
            },
            "eventSourceARN": "arn:aws:dynamodb:eu-north-1:123456789012:table/t/stream/2026-01-01T00:00:00.000",
        });
        let mut unusual = unusual(T::KEYS, &keys, "Keys");
        let mut image = |name: &str, image: Map<String, Value>| {
            unusual.extend(self::unusual(T::IMAGE, &image, name));
            record["dynamodb"][name] = Value::Object(keys.clone().into_iter().chain(image).collect());
        };
        if T::VIEW.captures_new() && event != "REMOVE" {
            image("NewImage", new);
        }
        if T::VIEW.captures_old() && event != "INSERT" {
            image("OldImage", old);
        }
        if let Some(identity) = identity {
            record["userIdentity"] = identity;
        }
        Record { json: record, unusual }
    })
}
