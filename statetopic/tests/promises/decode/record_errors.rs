//! What is wrong with a record beside its attributes: the complete message, and that no other record minds.

use serde_json::{Value, json};
use statetopic::decode;
use statetopic::decode::{DecodeError, ImageName};
use statetopic::prelude::*;
use statetopic::view::NotCaptured;

use super::levels::{KeysLevel, Level, NewLevel, OldLevel, surrounded};
use super::support::{event, fixture, only_record, only_undecoded};

fn good(text: &[u8]) -> Value {
    let event: Value = serde_json::from_slice(text).unwrap();
    event["Records"][0].clone()
}

/// The error of a record that stands between two good ones.
fn error_of<T: statetopic::StateTopic>(good: &Value, faulty: &Value) -> DecodeError {
    let event = event(&[good.clone(), faulty.clone(), good.clone()]);
    let undecoded = only_undecoded(decode::<T>(&event).unwrap(), 1);
    assert_eq!(undecoded.sequence_number().unwrap().as_str(), "4421584500000000017450439091");
    undecoded.into_error()
}

#[test]
fn an_image_that_the_view_captures_and_the_record_lacks_is_an_error() {
    let inserted = good(fixture!("new_and_old_images_insert"));
    let modified = good(fixture!("new_and_old_images_modify"));
    let removed = good(fixture!("new_and_old_images_remove"));
    for (record, image) in [
        (&inserted, ImageName::NewImage),
        (&modified, ImageName::NewImage),
        (&modified, ImageName::OldImage),
        (&removed, ImageName::OldImage),
    ] {
        let mut faulty = record.clone();
        faulty["dynamodb"].as_object_mut().unwrap().remove(&image.to_string());
        let error = error_of::<Level>(record, &faulty);
        let event_name = record["eventName"].as_str().unwrap();
        assert_eq!(
            error.to_string(),
            format!(
                "cannot decode a change of `Level`: {event_name} has no {image}, which the view NEW_AND_OLD_IMAGES \
                 captures; is the stream's view another one? (event c4ca4238a0b923820dcc509a6f75849b)"
            )
        );
        assert_eq!((error.image(), error.path(), error.found()), (Some(image), None, None));
        assert!(error.is_missing());
    }
}

#[test]
fn an_empty_image_is_a_missing_one() {
    for (text, other) in [
        (&fixture!("new_and_old_images_insert")[..], "OldImage"),
        (&fixture!("new_and_old_images_remove")[..], "NewImage"),
    ] {
        let mut with_both = good(text);
        with_both["dynamodb"][other] = json!({});
        assert_eq!(only_record::<Level>(&event(&[with_both])), only_record::<Level>(text), "{other}");
    }
    let modified = good(fixture!("new_and_old_images_modify"));
    let mut faulty = modified.clone();
    faulty["dynamodb"]["OldImage"] = json!({});
    let error = error_of::<Level>(&modified, &faulty);
    assert!(error.is_missing() && error.image() == Some(ImageName::OldImage), "{error}");
}

#[test]
fn each_view_needs_its_own_image_only() {
    let keys_only = good(fixture!("keys_only_modify"));
    let error = error_of::<NewLevel>(&good(fixture!("new_image_modify")), &keys_only);
    assert_eq!(error.image(), Some(ImageName::NewImage));
    assert!(error.to_string().contains("MODIFY has no NewImage, which the view NEW_IMAGE captures"));
    let error = error_of::<OldLevel>(&good(fixture!("old_image_modify")), &keys_only);
    assert_eq!(error.image(), Some(ImageName::OldImage));
    assert!(error.to_string().contains("MODIFY has no OldImage, which the view OLD_IMAGE captures"));
}

#[test]
fn an_image_that_the_view_does_not_capture_is_not_read() {
    let mut record = good(fixture!("new_and_old_images_modify"));
    let faulty = json!({ "on_hand": { "S": "12" } });
    record["dynamodb"]["OldImage"] = faulty.clone();
    let (key, new) = (NewLevel::fixed_key(), NewLevel::new().into());
    let change = StateChange::Modified { key, old: NotCaptured::new(), new };
    assert_eq!(only_record::<NewLevel>(&event(&[record.clone()])), surrounded(change));

    record["dynamodb"]["NewImage"] = faulty.clone();
    let change =
        StateChange::Modified { key: KeysLevel::fixed_key(), old: NotCaptured::new(), new: NotCaptured::new() };
    assert_eq!(only_record::<KeysLevel>(&event(&[record.clone()])), surrounded(change));

    record["dynamodb"]["OldImage"] = good(fixture!("new_and_old_images_modify"))["dynamodb"]["OldImage"].clone();
    let (key, old) = (OldLevel::fixed_key(), OldLevel::old().into());
    let change = StateChange::Modified { key, old, new: NotCaptured::new() };
    assert_eq!(only_record::<OldLevel>(&event(&[record])), surrounded(change));
}

#[test]
fn an_image_that_is_no_object_is_a_missing_one() {
    let modified = good(fixture!("new_and_old_images_modify"));
    for image in [json!(null), json!([]), json!("image"), json!(1)] {
        let mut faulty = modified.clone();
        faulty["dynamodb"]["NewImage"] = image;
        assert!(error_of::<Level>(&modified, &faulty).is_missing());
    }
}

#[test]
fn an_event_name_that_nobody_knows_is_an_error() {
    let modified = good(fixture!("new_and_old_images_modify"));
    for name in [json!("DELETE"), json!("modify"), json!(""), json!(null), json!(["MODIFY"])] {
        let mut faulty = modified.clone();
        faulty["eventName"] = name;
        let error = error_of::<Level>(&modified, &faulty);
        assert_eq!(
            error.to_string(),
            "cannot decode a change of `Level`: expected the event name INSERT, MODIFY or REMOVE, found another (event \
             c4ca4238a0b923820dcc509a6f75849b)"
        );
        assert_eq!((error.image(), error.path(), error.is_missing()), (None, None, false));
    }
}

#[test]
fn the_image_that_is_to_blame_is_named() {
    let modified = good(fixture!("new_and_old_images_modify"));
    let mut faulty = modified.clone();
    faulty["dynamodb"]["OldImage"]["on_hand"] = json!({ "S": "12" });
    let error = error_of::<Level>(&modified, &faulty);
    assert_eq!(
        error.to_string(),
        "cannot decode `Level.on_hand` from OldImage: expected N, found S (event c4ca4238a0b923820dcc509a6f75849b)"
    );
}

#[test]
fn an_error_without_an_event_id_says_nothing_of_one() {
    let modified = good(fixture!("new_and_old_images_modify"));
    let mut faulty = modified.clone();
    faulty["dynamodb"]["NewImage"]["on_hand"] = json!({ "S": "12" });
    faulty.as_object_mut().unwrap().remove("eventID");
    let error = error_of::<Level>(&modified, &faulty);
    assert_eq!(error.to_string(), "cannot decode `Level.on_hand` from NewImage: expected N, found S");
}

#[test]
fn an_attribute_that_stands_there_twice_is_an_error() {
    let text = String::from_utf8(fixture!("compact").to_vec()).unwrap();
    let twice = text.replacen(r#""on_hand":{"N":"7"}"#, r#""on_hand":{"N":"7"},"on_hand":{"N":"8"}"#, 1);
    assert_ne!(text, twice);
    let undecoded = only_undecoded(decode::<Level>(twice.as_bytes()).unwrap(), 0);
    assert_eq!(
        undecoded.error().to_string(),
        "cannot decode `Level.on_hand` from NewImage: expected one attribute, found two (event \
         c4ca4238a0b923820dcc509a6f75849b)"
    );
    assert_eq!(undecoded.key(), Some(&Level::fixed_key()));
}

#[test]
fn what_is_printed_of_a_record_that_does_not_decode_tells_it_from_others_without_its_key() {
    let mut faulty = good(fixture!("new_and_old_images_modify"));
    faulty["eventName"] = json!("DELETE");
    let undecoded = only_undecoded(decode::<Level>(&event(&[faulty])).unwrap(), 0);
    let (event_id, sequence_number, error) = (undecoded.event_id(), undecoded.sequence_number(), undecoded.error());
    assert_eq!(
        format!("{undecoded:?}"),
        format!("Undecoded {{ event_id: {event_id:?}, sequence_number: {sequence_number:?}, error: {error:?}, .. }}")
    );
}

#[test]
fn each_faulty_record_of_a_batch_fails_alone() {
    let modified = good(fixture!("new_and_old_images_modify"));
    let mut faulty = modified.clone();
    faulty["eventName"] = json!("DELETE");
    let event = event(&[faulty.clone(), modified.clone(), faulty.clone(), modified, faulty]);
    let decoded: Vec<bool> = decode::<Level>(&event).unwrap().iter().map(Result::is_ok).collect();
    assert_eq!(decoded, [false, true, false, true, false]);
}

#[test]
fn what_a_prelude_offers_is_enough_to_read_a_record() {
    let delivered = decode::<Level>(fixture!("new_and_old_images_modify")).unwrap();
    let StateChange::Modified { key, old, new } = delivered[0].as_ref().unwrap().change() else { panic!("no change") };
    assert_eq!(key.to_string(), "oslo/7042");
    assert_eq!(new.changed_since(old).to_string(), "on_hand, tags");
}
