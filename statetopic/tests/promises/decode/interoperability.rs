//! The same events through the field's own types: `aws_lambda_events` and `serde_dynamo`.

use aws_lambda_events::event::dynamodb::Event;
use proptest::prelude::*;
use statetopic::prelude::*;

use super::levels::{Level, LevelNewImage, LevelOldImage};
use super::random::{Random, scrambled};
use super::round_trip::modification;
use super::shapes::{Shapes, ShapesNewImage, ShapesOldImage, shapes};
use super::support::{fixture, only_record};

proptest! {
    #[test]
    fn images_of_the_fields_own_types_are_the_same(old in shapes(), new in shapes(), seed: u64) {
        // Integers beyond 64 bits are not among the shapes: `serde_dynamo` writes no `i128`, and reads neither it nor `u128`.
        let text = scrambled(&modification(&old, &new), &mut Random::new(seed));
        let event: Event = serde_json::from_str(&text).unwrap();
        let theirs = event.records.into_iter().next().unwrap().change;
        let StateChange::Modified { old, new, .. } = only_record::<Shapes>(text.as_bytes()).into_change() else {
            panic!("no change")
        };
        prop_assert_eq!(serde_dynamo::from_item::<_, ShapesNewImage>(theirs.new_image).unwrap(), new);
        prop_assert_eq!(serde_dynamo::from_item::<_, ShapesOldImage>(theirs.old_image).unwrap(), old);
    }
}

#[test]
fn a_record_of_the_fields_own_types_becomes_typed_images() {
    let event: Event = serde_json::from_slice(fixture!("new_and_old_images_modify")).unwrap();
    let record = &event.records[0].change;
    let new: LevelNewImage = serde_dynamo::from_item(record.new_image.clone()).unwrap();
    let old: LevelOldImage = serde_dynamo::from_item(record.old_image.clone()).unwrap();
    assert_eq!((Level::from(new), Level::from(old)), (Level::new(), Level::old()));
}
