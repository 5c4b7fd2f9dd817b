//! What surrounds a change, in every form in which AWS and others write it.

use serde_json::json;
use statetopic::prelude::*;
use statetopic::{Origin, Record, Timestamp, decode};

use super::levels::{Level, Line, identified, modified, removed, surrounded};
use super::support::{event, fixture, only_record, record, records};

fn at(millis: u64) -> Record<Level> {
    surrounded(modified()).with_time(Timestamp::from_epoch_millis(millis))
}

#[test]
fn a_missing_time_is_none() {
    let expected = identified(modified()).with_size_bytes(112);
    assert_eq!(only_record::<Level>(fixture!("time_missing")), expected);
}

#[test]
fn a_time_in_whole_seconds_is_read() {
    assert_eq!(only_record::<Level>(fixture!("time_integer")), at(1_793_858_400_000));
}

#[test]
fn a_time_with_a_fraction_keeps_its_milliseconds() {
    assert_eq!(only_record::<Level>(fixture!("time_fractional")), at(1_793_858_400_838));
}

#[test]
fn a_time_in_milliseconds_is_told_from_seconds() {
    assert_eq!(only_record::<Level>(fixture!("time_milliseconds")), at(1_793_858_400_838));
}

#[test]
fn a_time_that_is_no_number_fails_nothing() {
    let expected = identified(modified()).with_size_bytes(112);
    assert_eq!(only_record::<Level>(fixture!("time_string")), expected);
}

#[test]
fn a_missing_size_is_none() {
    let expected = identified(modified()).with_time(Timestamp::from_epoch_millis(1_793_858_400_000));
    assert_eq!(only_record::<Level>(fixture!("size_missing")), expected);
}

#[test]
fn a_sequence_number_of_one_digit_is_kept() {
    let expected = surrounded(modified()).with_sequence_number("7".parse().unwrap());
    assert_eq!(only_record::<Level>(fixture!("sequence_one_digit")), expected);
}

#[test]
fn a_sequence_number_of_forty_digits_is_kept_to_the_last() {
    let record = only_record::<Level>(fixture!("sequence_forty_digits"));
    assert_eq!(record.sequence_number().unwrap().as_str(), "9999999999999999999999999999999999999998");
    let expected = "9999999999999999999999999999999999999998".parse().unwrap();
    assert_eq!(record, surrounded(modified()).with_sequence_number(expected));
}

#[test]
fn members_that_nobody_knows_are_skipped_everywhere() {
    let expected = surrounded(removed(Removal::Expired)).with_origin(Origin::TimeToLive);
    assert_eq!(only_record::<Level>(fixture!("members_extra")), expected);
}

#[test]
fn members_that_are_null_are_missing_ones() {
    assert_eq!(only_record::<Level>(fixture!("members_null")), surrounded(removed(Removal::Deleted)));
}

#[test]
fn members_come_in_any_order() {
    assert_eq!(only_record::<Level>(fixture!("members_reversed")), surrounded(modified()));
}

#[test]
fn white_space_may_stand_between_any_two_tokens() {
    assert_eq!(only_record::<Level>(fixture!("whitespace")), surrounded(modified()));
}

#[test]
fn white_space_may_be_left_out() {
    assert_eq!(only_record::<Level>(fixture!("compact")), surrounded(modified()));
}

#[test]
fn names_and_texts_are_unescaped() {
    let bolt = Line { name: "bølt 🔩 \"\\/\u{8}\u{c}\n\r\t".to_owned(), qty: 3 };
    let escaped = |level: Level| Level { lines: vec![bolt.clone(), level.lines[1].clone()], ..level };
    let (old, new) = (escaped(Level::old()).into(), escaped(Level::new()).into());
    let change = StateChange::Modified { key: Level::fixed_key(), old, new };
    assert_eq!(only_record::<Level>(fixture!("escapes")), surrounded(change));
}

#[test]
fn identifiers_that_are_missing_are_empty() {
    let mut bare = record("INSERT", 1, &json!({ "Id": { "N": "101" } }), &json!(null), &sample_image("Draft"));
    bare.as_object_mut().unwrap().remove("eventID");
    let record = only_record::<Message>(&event(&[bare]));
    assert_eq!((record.event_id().as_str(), record.source()), ("", ""));
}

#[test]
fn only_the_ttls_own_service_expires_an_item() {
    for (identity, origin) in [
        (json!({ "type": "Service", "principalId": "dynamodb.amazonaws.com" }), Origin::TimeToLive),
        (json!({ "PrincipalId": "dynamodb.amazonaws.com", "Type": "Service" }), Origin::TimeToLive),
        (json!({ "type": "Service", "principalId": "replication.dynamodb.amazonaws.com" }), Origin::Service),
        (json!({ "type": "User", "principalId": "dynamodb.amazonaws.com" }), Origin::Service),
        (json!({ "type": 1, "principalId": ["dynamodb.amazonaws.com"] }), Origin::Writer),
        (json!({}), Origin::Writer),
        (json!("Service"), Origin::Writer),
    ] {
        let mut removal = record("REMOVE", 1, &json!({ "Id": { "N": "101" } }), &sample_image("Draft"), &json!(null));
        removal["userIdentity"] = identity.clone();
        let record = only_record::<Message>(&event(&[removal]));
        assert_eq!(record.origin(), origin, "{identity}");
        let expected = if origin == Origin::TimeToLive { Removal::Expired } else { Removal::Deleted };
        assert!(matches!(record.change(), StateChange::Removed { cause, .. } if *cause == expected), "{identity}");
    }
}

/// The table of AWS's sample event.
#[read_model(table = "messages")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Message {
    #[partition_key]
    id: u32,
    message: String,
}

fn sample_image(message: &str) -> serde_json::Value {
    json!({ "Id": { "N": "101" }, "Message": { "S": message } })
}

#[test]
fn the_documented_sample_decodes() {
    let source = "arn:aws:dynamodb:us-west-2:111122223333:table/messages/stream/2026-01-01T00:00:00.000";
    let sample = |event_id, number: &str, size, change| {
        let record = Record::new(change).with_event_id(event_id).with_sequence_number(number.parse().unwrap());
        record.with_size_bytes(size).with_source(source).with_origin(Origin::Writer)
    };
    let key = MessageKey { id: 101 };
    let first = Message { id: 101, message: "First draft".to_owned() };
    let second = Message { id: 101, message: "Second draft".to_owned() };
    let inserted = StateChange::Inserted { key: key.clone(), new: first.clone().into() };
    let modified = StateChange::Modified { key: key.clone(), old: first.into(), new: second.clone().into() };
    let removed = StateChange::Removed { key, old: second.into(), cause: Removal::Deleted };
    let expected =
        [sample("1", "111", 26, inserted), sample("2", "222", 59, modified), sample("3", "333", 38, removed)];
    assert_eq!(records::<Message>(fixture!("documented_sample")), expected);
}

#[test]
fn the_records_of_a_batch_share_their_stream() {
    let records = records::<Message>(fixture!("documented_sample"));
    assert!(records.windows(2).all(|pair| std::ptr::eq(pair[0].source(), pair[1].source())));
}

#[test]
fn records_alike_are_given_their_room_at_once_and_no_more() {
    let record = record("INSERT", 1, &json!({ "Id": { "N": "101" } }), &json!(null), &sample_image("Draft"));
    for count in [10, 100, 1_000] {
        let room = decode::<Message>(&event(&vec![record.clone(); count])).unwrap().capacity();
        assert!((count..=count + count / 100).contains(&room), "{room} for {count}");
    }
}

#[test]
fn each_record_has_the_source_that_stands_in_it() {
    // One that JSON writes with an escape, and one that begins as another does.
    let sources = ["arn:a", "arn:a", "arn:\"a", "arn:\"a", "arn:ab", "arn:a", "", "arn:a"];
    let event = event(&sources.map(|source| {
        let mut record = record("INSERT", 1, &json!({ "Id": { "N": "101" } }), &json!(null), &sample_image("Draft"));
        record["eventSourceARN"] = json!(source);
        record
    }));
    let read = records::<Message>(&event);
    assert_eq!(read.iter().map(Record::source).collect::<Vec<_>>(), sources);
    let shared = |left: usize, right: usize| std::ptr::eq(read[left].source(), read[right].source());
    assert!(shared(0, 1) && shared(2, 3) && !shared(1, 2) && !shared(3, 4));
}

#[test]
fn an_event_id_of_any_length_is_kept_as_it_is() {
    for length in [0, 1, 31, 32, 33, 64, 200] {
        let id = "é7f3".repeat(length).chars().take(length).collect::<String>();
        let mut record = record("INSERT", 1, &json!({ "Id": { "N": "101" } }), &json!(null), &sample_image("Draft"));
        record["eventID"] = json!(id);
        assert_eq!(*only_record::<Message>(&event(&[record])).event_id(), *id);
    }
}
