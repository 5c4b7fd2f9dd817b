//! Two keys, and two names, stay two.

use std::collections::BTreeMap;

use statetopic::key::{KeyError, KeyValue};
use statetopic::prelude::*;
use statetopic::schema::ScalarType;

/// Reads every spelling as one, which would make one item of several.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
struct Email(String);

impl KeyAttribute for Email {
    const TYPE: ScalarType = ScalarType::S;

    fn to_key_value(&self) -> KeyValue<'_> {
        KeyValue::S(self.0.as_str().into())
    }

    fn from_key_value(value: KeyValue<'_>) -> std::result::Result<Self, KeyError> {
        let lower = String::from_key_value(value)?.to_lowercase();
        assert_ne!(lower, "panics", "the user's own reading of a key");
        Ok(Self(lower))
    }
}

#[read_model(table = "accounts")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Account {
    #[partition_key]
    email: Email,
}

fn account(email: &str) -> String {
    format!(
        r#"{{"Records":[{{"eventID":"e","eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{{"SequenceNumber":"1","Keys":{{"email":{{"S":"{email}"}}}}}}}}]}}"#
    )
}

#[test]
fn a_key_type_that_alters_what_it_reads_fails_the_event() {
    assert!(statetopic::decode::<Account>(account("a@x").as_bytes()).is_ok());
    let error = statetopic::decode::<Account>(account("A@x").as_bytes()).unwrap_err();
    assert!(error.to_string().ends_with("in `Keys`, `email`: expected S that fits the key's type"), "{error}");
}

#[test]
fn a_key_type_that_panics_fails_the_event() {
    let error = statetopic::decode::<Account>(account("panics").as_bytes()).unwrap_err();
    assert!(error.to_string().ends_with("in `Keys`, `email`: expected S that fits the key's type"), "{error}");
}

#[read_model(table = "prices")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Prices {
    #[partition_key]
    id: u32,
    by_quantity: BTreeMap<u32, u32>,
}

#[test]
fn a_name_that_is_another_form_of_a_number_is_no_key_of_the_map() {
    for (name, good) in [("1", true), ("01", false), ("+1", false), ("1.0", false)] {
        let event = format!(
            r#"{{"Records":[{{"eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{{"SequenceNumber":"1","Keys":{{"id":{{"N":"1"}}}},"NewImage":{{"id":{{"N":"1"}},"by_quantity":{{"M":{{"{name}":{{"N":"5"}}}}}}}}}}}}]}}"#
        );
        let records = statetopic::decode::<Prices>(event.as_bytes()).unwrap();
        assert_eq!(records[0].is_ok(), good, "{name}");
    }
}

#[read_model(table = "oddities")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Oddity {
    #[partition_key]
    #[serde(rename = "a\":{\"S\":\"1\"},\"b")]
    name: String,
}

#[test]
fn a_key_attribute_whose_name_looks_like_json_is_found_as_a_name_alone() {
    let event = |keys: &str| {
        let event = r#"{"Records":[{"eventID":"e","eventName":"INSERT","eventSource":"aws:dynamodb","dynamodb":{"SequenceNumber":"1","Keys":KEYS}}]}"#;
        statetopic::decode::<Oddity>(event.replace("KEYS", keys).as_bytes())
    };
    let read = event(r#"{"a\":{\"S\":\"1\"},\"b":{"S":"x"}}"#).unwrap();
    assert_eq!(read[0].as_ref().unwrap().key().name, "x");
    assert!(event(r#"{"a":{"S":"1"},"b":{"S":"x"}}"#).unwrap_err().is_foreign(), "two attributes of other names");
}
