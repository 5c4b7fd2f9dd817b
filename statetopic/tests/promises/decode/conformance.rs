//! Every view with every event: the complete typed record.

use statetopic::Origin;
use statetopic::prelude::*;
use statetopic::view::NotCaptured;

use super::levels::{KeysLevel, Level, NewLevel, OldLevel, modified, removed, surrounded};
use super::support::{fixture, only_record};

#[test]
fn keys_only_insert() {
    let change = StateChange::Inserted { key: KeysLevel::fixed_key(), new: NotCaptured::new() };
    assert_eq!(only_record::<KeysLevel>(fixture!("keys_only_insert")), surrounded(change));
}

#[test]
fn keys_only_modify() {
    let (old, new) = (NotCaptured::new(), NotCaptured::new());
    let change = StateChange::Modified { key: KeysLevel::fixed_key(), old, new };
    assert_eq!(only_record::<KeysLevel>(fixture!("keys_only_modify")), surrounded(change));
}

#[test]
fn keys_only_remove() {
    let (key, old) = (KeysLevel::fixed_key(), NotCaptured::new());
    let change = StateChange::Removed { key, old, cause: Removal::Deleted };
    assert_eq!(only_record::<KeysLevel>(fixture!("keys_only_remove")), surrounded(change));
}

#[test]
fn keys_only_remove_of_an_expired_item() {
    let (key, old) = (KeysLevel::fixed_key(), NotCaptured::new());
    let record = surrounded(StateChange::Removed { key, old, cause: Removal::Expired });
    let expected = record.with_origin(Origin::TimeToLive);
    assert_eq!(only_record::<KeysLevel>(fixture!("keys_only_expired")), expected);
}

#[test]
fn new_image_insert() {
    let change = StateChange::Inserted { key: NewLevel::fixed_key(), new: NewLevel::new().into() };
    assert_eq!(only_record::<NewLevel>(fixture!("new_image_insert")), surrounded(change));
}

#[test]
fn new_image_modify() {
    let (key, old, new) = (NewLevel::fixed_key(), NotCaptured::new(), NewLevel::new().into());
    let change = StateChange::Modified { key, old, new };
    assert_eq!(only_record::<NewLevel>(fixture!("new_image_modify")), surrounded(change));
}

#[test]
fn new_image_remove() {
    let (key, old) = (NewLevel::fixed_key(), NotCaptured::new());
    let change = StateChange::Removed { key, old, cause: Removal::Deleted };
    assert_eq!(only_record::<NewLevel>(fixture!("new_image_remove")), surrounded(change));
}

#[test]
fn new_image_remove_of_an_expired_item() {
    let (key, old) = (NewLevel::fixed_key(), NotCaptured::new());
    let record = surrounded(StateChange::Removed { key, old, cause: Removal::Expired });
    let expected = record.with_origin(Origin::TimeToLive);
    assert_eq!(only_record::<NewLevel>(fixture!("new_image_expired")), expected);
}

#[test]
fn old_image_insert() {
    let change = StateChange::Inserted { key: OldLevel::fixed_key(), new: NotCaptured::new() };
    assert_eq!(only_record::<OldLevel>(fixture!("old_image_insert")), surrounded(change));
}

#[test]
fn old_image_modify() {
    let (key, old, new) = (OldLevel::fixed_key(), OldLevel::old().into(), NotCaptured::new());
    let change = StateChange::Modified { key, old, new };
    assert_eq!(only_record::<OldLevel>(fixture!("old_image_modify")), surrounded(change));
}

#[test]
fn old_image_remove() {
    let (key, old) = (OldLevel::fixed_key(), OldLevel::old().into());
    let change = StateChange::Removed { key, old, cause: Removal::Deleted };
    assert_eq!(only_record::<OldLevel>(fixture!("old_image_remove")), surrounded(change));
}

#[test]
fn old_image_remove_of_an_expired_item() {
    let (key, old) = (OldLevel::fixed_key(), OldLevel::old().into());
    let record = surrounded(StateChange::Removed { key, old, cause: Removal::Expired });
    let expected = record.with_origin(Origin::TimeToLive);
    assert_eq!(only_record::<OldLevel>(fixture!("old_image_expired")), expected);
}

#[test]
fn new_and_old_images_insert() {
    let change = StateChange::Inserted { key: Level::fixed_key(), new: Level::new().into() };
    assert_eq!(only_record::<Level>(fixture!("new_and_old_images_insert")), surrounded(change));
}

#[test]
fn new_and_old_images_modify() {
    assert_eq!(only_record::<Level>(fixture!("new_and_old_images_modify")), surrounded(modified()));
}

#[test]
fn new_and_old_images_remove() {
    assert_eq!(only_record::<Level>(fixture!("new_and_old_images_remove")), surrounded(removed(Removal::Deleted)));
}

#[test]
fn new_and_old_images_remove_of_an_expired_item() {
    let expected = surrounded(removed(Removal::Expired)).with_origin(Origin::TimeToLive);
    assert_eq!(only_record::<Level>(fixture!("new_and_old_images_expired")), expected);
}

#[test]
fn a_wider_view_than_the_topics_is_read_as_the_topics() {
    let wide = fixture!("new_and_old_images_modify");
    let (old, new) = (NotCaptured::new(), NotCaptured::new());
    let change = StateChange::Modified { key: KeysLevel::fixed_key(), old, new };
    assert_eq!(only_record::<KeysLevel>(wide), surrounded(change));
    let (old, new) = (OldLevel::old().into(), NotCaptured::new());
    let change = StateChange::Modified { key: OldLevel::fixed_key(), old, new };
    assert_eq!(only_record::<OldLevel>(wide), surrounded(change));
}
