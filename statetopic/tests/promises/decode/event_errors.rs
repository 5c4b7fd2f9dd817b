//! Events that cannot be taken apart into records: nothing of them is decoded, nothing is guessed.

use serde_json::{Value, json};
use statetopic::prelude::*;
use statetopic::{EventError, decode};

use super::levels::Level;
use super::support::{event, fixture, only_undecoded};

fn error_of(event: &[u8]) -> EventError {
    match decode::<Level>(event) {
        Ok(delivered) => panic!("{} records", delivered.len()),
        Err(error) => error,
    }
}

fn good() -> Value {
    let good: Value = serde_json::from_slice(fixture!("new_and_old_images_modify")).unwrap();
    good["Records"][0].clone()
}

/// The error of an event whose second record is changed by `edit`.
fn error_with(edit: impl FnOnce(&mut Value)) -> EventError {
    let mut faulty = good();
    edit(&mut faulty);
    error_of(&event(&[good(), faulty, good()]))
}

const NO_RECORDS: &str =
    "cannot read the event: expected the list `Records` of a DynamoDB stream, found none; what invokes the function?";
const FOREIGN: &str = "cannot read the event, record 0: expected the event source `aws:dynamodb`, found another; does \
                       the mapping read the table's stream?";
const FOREIGN_KEYS: &str = "cannot read the event, record 1: expected `Keys` to hold the topic's key attributes and no \
                            other; does the mapping read another table's stream?";
const NO_SEQUENCE_NUMBER: &str =
    "cannot read the event, record 1: expected a `SequenceNumber` of 1 to 40 digits, found none";

#[test]
fn an_event_that_is_cut_off_anywhere_is_an_error() {
    for event in [&fixture!("new_and_old_images_modify")[..], fixture!("escapes"), fixture!("members_extra")] {
        let whole = event.trim_ascii_end().len();
        assert!(decode::<Level>(&event[..whole]).is_ok());
        for length in 0..whole {
            let error = error_of(&event[..length]);
            assert!(error.is_malformed(), "{length}: {error}");
        }
    }
}

#[test]
fn what_is_not_json_is_malformed() {
    for (text, message) in [
        ("", "cannot read the event: expected a value at byte 0"),
        ("  \n", "cannot read the event: expected a value at byte 3"),
        ("Records", "cannot read the event: expected a value at byte 0"),
        ("{\"Records\": []", "cannot read the event: expected `,` or `}` at byte 14"),
        ("{\"Records\": []}}", "cannot read the event: expected the end of the event at byte 15"),
        ("{\"Records\": [],}", "cannot read the event: expected a string at byte 15"),
        ("{Records: []}", "cannot read the event: expected a string at byte 1"),
        ("{\"Records\": [1]}", "cannot read the event, record 0: expected an object at byte 13"),
        ("{\"Records\": [{},]}", FOREIGN),
    ] {
        assert_eq!(error_of(text.as_bytes()).to_string(), message, "{text:?}");
    }
}

#[test]
fn a_number_that_is_none_of_jsons_is_malformed_even_where_its_value_may_be_anything() {
    let compact = std::str::from_utf8(fixture!("compact")).unwrap();
    for number in ["0112", "112x", "1.", "1e", "--1", "+1", "-"] {
        for (member, value) in [("SizeBytes", "112"), ("ApproximateCreationDateTime", "1793858400")] {
            let edited = compact.replacen(&format!("\"{member}\":{value}"), &format!("\"{member}\":{number}"), 1);
            assert_ne!(edited, compact);
            assert!(error_of(edited.as_bytes()).is_malformed(), "{member}: {number}");
        }
    }
}

#[test]
fn a_literal_that_is_none_of_jsons_is_malformed() {
    let compact = std::str::from_utf8(fixture!("compact")).unwrap();
    for literal in ["truefalse", "tru", "True", "true true"] {
        let edited = compact.replacen("\"note\":{\"NULL\":true}", &format!("\"note\":{{\"BOOL\":{literal}}}"), 1);
        assert_ne!(edited, compact);
        assert!(error_of(edited.as_bytes()).is_malformed(), "{literal}");
    }
}

#[test]
fn bytes_that_are_no_text_are_malformed() {
    let mut event = fixture!("compact").to_vec();
    let place = event.iter().position(|byte| *byte == b'o').unwrap();
    event[place] = 0xff;
    let error = error_of(&event);
    assert!(error.is_malformed());
    assert_eq!(error.to_string(), format!("cannot read the event: expected UTF-8, found another byte at {place}"));
}

#[test]
fn json_that_is_no_event_is_malformed() {
    for text in [
        "{}",
        "null",
        "[]",
        "1",
        "\"Records\"",
        "{\"Records\": null}",
        "{\"Records\": {}}",
        "{\"Records\": \"[]\"}",
        "{\"records\": []}",
        "[{\"Records\": []}]",
        "{\"detail\": {\"Records\": []}}",
    ] {
        let error = error_of(text.as_bytes());
        assert_eq!(error.to_string(), NO_RECORDS, "{text}");
        assert!(error.is_malformed() && !error.is_foreign(), "{text}");
    }
}

#[test]
fn an_event_of_no_records_is_no_error() {
    assert_eq!(decode::<Level>(br#"{"Records": [ ]}"#).unwrap().len(), 0);
}

#[test]
fn the_events_of_other_services_are_foreign() {
    let dynamodb: Value = serde_json::from_slice(fixture!("new_and_old_images_modify")).unwrap();
    let mut renamed = dynamodb["Records"][0].clone();
    renamed["eventSource"] = json!("aws:dynamodb2");
    let mut nameless = renamed.clone();
    nameless.as_object_mut().unwrap().remove("eventSource");
    for record in [
        json!({ "messageId": "1", "eventSource": "aws:sqs", "body": "{}", "attributes": {}, "awsRegion": "eu-north-1" }),
        json!({ "EventSource": "aws:sns", "EventVersion": "1.0", "Sns": { "Message": "{}" } }),
        json!({ "eventSource": "aws:kinesis", "kinesis": { "sequenceNumber": "1", "data": "e30=" } }),
        json!({ "eventSource": "aws:s3", "s3": { "object": { "key": "Keys" } } }),
        json!({}),
        renamed,
        nameless,
    ] {
        let error = error_of(&event(&[record]));
        assert_eq!(error.to_string(), FOREIGN);
        assert!(error.is_foreign() && !error.is_malformed());
    }
}

#[test]
fn a_record_without_the_topics_keys_fails_the_event() {
    for keys in [
        json!(null),
        json!([]),
        json!({}),
        json!({ "warehouse": { "S": "oslo" }, "sku": { "N": "7042" }, "other": { "S": "x" } }),
        json!({ "id": { "S": "oslo" } }),
        json!({ "sku": { "N": "7042" } }),
        json!({ "warehouse": { "S": "oslo" } }),
    ] {
        let error = error_with(|record| record["dynamodb"]["Keys"] = keys.clone());
        assert_eq!(error.to_string(), FOREIGN_KEYS, "{keys}");
        assert!(error.is_foreign(), "{keys}");
    }
    let error = error_with(|record| drop(record["dynamodb"].as_object_mut().unwrap().remove("Keys")));
    assert_eq!(error.to_string(), FOREIGN_KEYS);
}

#[test]
fn a_key_that_its_type_cannot_read_fails_its_record_alone() {
    for (keys, problem) in [
        (json!({ "warehouse": { "N": "1" }, "sku": { "N": "7042" } }), "`warehouse`: expected S, found N"),
        (json!({ "warehouse": { "S": "oslo" }, "sku": { "S": "7042" } }), "`sku`: expected N, found S"),
        (json!({ "warehouse": { "S": "oslo" }, "sku": { "B": "AAE=" } }), "`sku`: expected N, found B"),
        (json!({ "warehouse": { "S": "oslo" }, "sku": { "N": "-1" } }), "`sku`: expected N that fits the key's type"),
        (json!({ "warehouse": { "S": "oslo" }, "sku": { "N": "0.5" } }), "`sku`: expected N that fits the key's type"),
    ] {
        let mut faulty = good();
        faulty["dynamodb"]["Keys"] = keys.clone();
        let undecoded = only_undecoded(decode::<Level>(&event(&[good(), faulty, good()])).unwrap(), 1);
        let (attribute, problem) = problem.split_once(": ").unwrap();
        let (attribute, event_id) = (attribute.trim_matches('`'), undecoded.event_id());
        assert_eq!(
            undecoded.error().to_string(),
            format!("cannot decode `Level.{attribute}` from Keys: {problem} (event {event_id})")
        );
        assert_eq!((undecoded.key(), undecoded.error().path()), (None, Some(attribute)));
        assert_eq!((undecoded.error().image(), undecoded.error().is_missing()), (None, false));
    }
}

#[test]
fn a_key_that_is_no_key_attribute_fails_the_event() {
    for warehouse in [
        json!({ "BOOL": true }),
        json!({ "M": {} }),
        json!({}),
        json!({ "S": 1 }),
        json!({ "S": "oslo", "N": "1" }),
        json!({ "B": "?" }),
        json!("oslo"),
    ] {
        let error = error_with(|record| record["dynamodb"]["Keys"]["warehouse"] = warehouse.clone());
        assert!(error.is_malformed(), "{warehouse}: {error}");
        assert!(error.to_string().starts_with("cannot read the event, record 1: expected "), "{error}");
    }
}

#[test]
fn a_record_without_a_sequence_number_fails_the_event() {
    for number in [json!(null), json!(""), json!(111), json!("x1"), json!("-1"), json!("1.0"), json!("1".repeat(41))] {
        let error = error_with(|record| record["dynamodb"]["SequenceNumber"] = number.clone());
        assert_eq!(error.to_string(), NO_SEQUENCE_NUMBER, "{number}");
        assert!(!error.is_malformed() && !error.is_foreign());
    }
    let error = error_with(|record| drop(record["dynamodb"].as_object_mut().unwrap().remove("SequenceNumber")));
    assert_eq!(error.to_string(), NO_SEQUENCE_NUMBER);
    let error = error_with(|record| drop(record.as_object_mut().unwrap().remove("dynamodb")));
    assert_eq!(error.to_string(), NO_SEQUENCE_NUMBER);
}

#[test]
fn an_identifier_that_stands_there_twice_fails_the_event() {
    let compact = std::str::from_utf8(fixture!("compact")).unwrap();
    for (once, twice) in [
        ("\"SequenceNumber\":\"4421584500000000017450439091\"", "\"SequenceNumber\":\"1\",\"SequenceNumber\":\"2\""),
        (
            "\"Keys\":{\"warehouse\":{\"S\":\"oslo\"}",
            "\"Keys\":{\"warehouse\":{\"S\":\"rome\"},\"warehouse\":{\"S\":\"oslo\"}",
        ),
        ("{\"Records\":", "{\"Records\":[],\"Records\":"),
    ] {
        let edited = compact.replacen(once, twice, 1);
        assert_ne!(edited, compact);
        assert!(decode::<Level>(edited.as_bytes()).is_err(), "{twice}");
    }
    let keys = r#""Keys":{"warehouse":{"S":"oslo"},"sku":{"N":"7042"}}"#;
    let edited = compact.replacen(keys, &format!("{keys},{keys}"), 1);
    assert_ne!(edited, compact);
    assert!(decode::<Level>(edited.as_bytes()).is_err());
}

#[test]
fn bytes_that_are_a_key_must_be_base64() {
    #[read_model(table = "blobs")]
    #[state_topic(view = KEYS_ONLY)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Blob {
        #[partition_key]
        id: Digest,
    }

    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    struct Digest(Vec<u8>);

    impl KeyAttribute for Digest {
        type Scalar = statetopic::key::B;

        fn to_key_value(&self) -> Result<statetopic::key::KeyValue<'_>, statetopic::key::KeyError> {
            Ok(statetopic::key::KeyValue::B(self.0.as_slice().into()))
        }

        fn from_key_value(value: statetopic::key::KeyValue<'_>) -> Result<Self, statetopic::key::KeyError> {
            match value {
                statetopic::key::KeyValue::B(bytes) => Ok(Self(bytes.into_owned())),
                other => Err(statetopic::key::KeyError::unfit(Self::TYPE, &other)),
            }
        }
    }

    let with_key = |key: &str| {
        let keys = json!({ "id": { "B": key } });
        event(&[super::support::record("INSERT", 1, &keys, &Value::Null, &Value::Null)])
    };
    let delivered = decode::<Blob>(&with_key("AAEC")).unwrap();
    assert_eq!(delivered[0].as_ref().unwrap().key().id, Digest(vec![0, 1, 2]));
    assert!(decode::<Blob>(&with_key("AAE")).unwrap_err().is_malformed());
}
