//! No error shows an attribute's value or a key, whatever is wrong and whoever says so.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Display};

use proptest::prelude::*;
use serde::de::Error as _;
use serde_json::{Value, json};
use statetopic::decode;
use statetopic::prelude::*;

use super::random::Random;

/// Whatever a person may have put into a row.
const SECRET: &str = "SECRET";
const SECRET_NUMBER: &str = "918273645";
/// `SECRET!!` in base64.
const SECRET_BYTES: &str = "U0VDUkVUISE=";

#[read_model(table = "patients")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Patient {
    #[partition_key]
    id: String,
    #[sort_key]
    ward: u64,
    name: String,
    age: u64,
    notes: BTreeMap<String, Note>,
    by_number: BTreeMap<u64, String>,
    kinds: BTreeMap<Kind, String>,
    allergies: BTreeSet<String>,
    results: Vec<(u32, String)>,
    kind: Kind,
    tagged: Tagged,
    free: Free,
    telling: Telling,
    strict: Strict,
    picture: Vec<u8>,
    #[serde(flatten)]
    rest: Rest,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Note {
    text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Kind {
    Child,
    Adult(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
enum Tagged {
    One { text: String, number: u64 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Free {
    Text(String),
    Number(u64),
    Map(BTreeMap<String, u64>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    #[serde(default)]
    only: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Rest {
    flat: u64,
    #[serde(flatten)]
    others: BTreeMap<String, String>,
}

/// Its `Deserialize` quotes what it refuses, as many do.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Telling(String);

impl<'de> Deserialize<'de> for Telling {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.as_str() {
            "SECRET fine" => Ok(Self(text)),
            "" => Err(D::Error::unknown_field(SECRET, &[])),
            other => Err(D::Error::custom(format!("no good: {other}"))),
        }
    }
}

fn image() -> Value {
    json!({
        "id": { "S": "SECRET key" },
        "ward": { "N": SECRET_NUMBER },
        "name": { "S": "SECRET name" },
        "age": { "N": SECRET_NUMBER },
        "notes": { "M": { "SECRET note": { "M": { "text": { "S": "SECRET text" } } } } },
        "by_number": { "M": { "918273645": { "S": "SECRET" } } },
        "kinds": { "M": { "Child": { "S": "SECRET" } } },
        "allergies": { "SS": ["SECRET nuts", "SECRET milk"] },
        "results": { "L": [{ "L": [{ "N": SECRET_NUMBER }, { "S": "SECRET" }] }] },
        "kind": { "M": { "Adult": { "S": "SECRET" } } },
        "tagged": { "M": { "type": { "S": "One" }, "text": { "S": "SECRET" }, "number": { "N": SECRET_NUMBER } } },
        "free": { "M": { "SECRET": { "N": SECRET_NUMBER } } },
        "telling": { "S": "SECRET fine" },
        "strict": { "M": { "only": { "S": "SECRET" } } },
        "picture": { "B": SECRET_BYTES },
        "flat": { "N": SECRET_NUMBER },
        "SECRET other": { "S": "SECRET" },
    })
}

fn event() -> Value {
    let record = |number: &str| {
        json!({
            "eventID": format!("event-{number}"),
            "eventName": "MODIFY",
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "Keys": { "id": { "S": "SECRET key" }, "ward": { "N": SECRET_NUMBER } },
                "NewImage": image(),
                "OldImage": image(),
                "SequenceNumber": number,
            },
        })
    };
    json!({ "Records": [record("1"), record("2")] })
}

/// Goes to a random place below the records and puts something else there.
fn corrupt(value: &mut Value, random: &mut Random) {
    let here = random.one_in(6);
    match value {
        Value::Object(members) if !here && !members.is_empty() => {
            let place = random.below(members.len());
            let name = members.keys().nth(place).unwrap().clone();
            match random.below(12) {
                0 => drop(members.remove(&name)),
                1 => {
                    let member = members.remove(&name).unwrap();
                    members.insert(format!("SECRET {name}"), member);
                }
                2 => {
                    members.insert("SECRET new".to_owned(), json!({ "S": "SECRET" }));
                }
                _ => corrupt(&mut members[&name], random),
            }
        }
        Value::Array(elements) if !here && !elements.is_empty() => {
            let place = random.below(elements.len());
            corrupt(&mut elements[place], random);
        }
        other => *other = replacement(random),
    }
}

fn replacement(random: &mut Random) -> Value {
    match random.below(16) {
        0 => json!({ "S": "SECRET" }),
        1 => json!({ "N": SECRET_NUMBER }),
        2 => json!({ "N": "918273645918273645918273645" }),
        3 => json!({ "N": "SECRET" }),
        4 => json!({ "BOOL": "SECRET" }),
        5 => json!({ "M": { "SECRET": { "N": "-918273645" } } }),
        6 => json!({ "L": [{ "S": "SECRET" }, { "S": "SECRET" }] }),
        7 => json!({ "SS": ["SECRET"] }),
        8 => json!({ "B": "SECRET?" }),
        9 => json!({ "SECRET": "SECRET" }),
        10 => json!({ "M": { "SECRET": { "SECRET": 918_273_645 } } }),
        11 => json!({ "S": "" }),
        12 => json!("SECRET"),
        13 => json!(918_273_645),
        14 => json!({}),
        _ => json!({ "NS": ["918273645.5", "SECRET"] }),
    }
}

fn assert_discreet(error: &(impl Debug + Display)) -> Result<(), TestCaseError> {
    assert_text_is_discreet(&format!("{error}\n{error:?}\n{error:#?}"))
}

fn assert_text_is_discreet(text: &str) -> Result<(), TestCaseError> {
    for secret in [SECRET, SECRET_NUMBER, &SECRET_BYTES[..8]] {
        prop_assert!(!text.contains(secret), "{}", text);
    }
    Ok(())
}

/// Decodes, and counts the errors that were looked at.
fn check(event: &[u8]) -> Result<usize, TestCaseError> {
    let delivered = match decode::<Patient>(event) {
        Ok(delivered) => delivered,
        Err(error) => return assert_discreet(&error).map(|()| 1),
    };
    let undecoded: Vec<_> = delivered.into_iter().filter_map(Result::err).collect();
    for undecoded in &undecoded {
        assert_discreet(undecoded.error())?;
        assert_text_is_discreet(&format!("{undecoded:?}"))?;
        prop_assert!(!undecoded.error().path().unwrap_or_default().contains(SECRET));
    }
    Ok(undecoded.len())
}

#[test]
fn the_undamaged_event_decodes() {
    let delivered = decode::<Patient>(event().to_string().as_bytes()).unwrap();
    assert!(delivered.iter().all(Result::is_ok));
}

#[test]
fn most_damage_is_an_error_and_so_is_looked_at() {
    let errors: usize = (0..500)
        .map(|seed: u64| {
            let mut event = event();
            corrupt(&mut event["Records"], &mut Random::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
            check(event.to_string().as_bytes()).unwrap()
        })
        .sum();
    assert!(errors > 250, "{errors}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_error_shows_a_value_or_a_key(seed: u64) {
        let mut event = event();
        corrupt(&mut event["Records"], &mut Random::new(seed));
        check(event.to_string().as_bytes())?;
    }

    #[test]
    fn no_error_of_broken_json_shows_a_value_or_a_key(place: prop::sample::Index, byte in "[\\{\\}\"\\[\\]:,\\\\x0]") {
        let mut event = event().to_string().into_bytes();
        let place = place.index(event.len());
        event[place] = byte.as_bytes()[0];
        check(&event)?;
    }
}
