//! What serde writes into an item comes back as it was, however the event's JSON is written.

use proptest::prelude::*;
use serde_json::{Value, json};
use statetopic::prelude::*;

use super::random::{Random, scrambled};
use super::shapes::{Shapes, ShapesKey, shapes};
use super::support::only_record;

/// The item that the model is written as, in DynamoDB's JSON.
fn item(shapes: &Shapes) -> Value {
    let item: serde_dynamo::Item = serde_dynamo::to_item(shapes).unwrap();
    serde_json::to_value(item).unwrap()
}

/// An event of one change, with all that AWS writes into it.
pub(crate) fn modification(old: &Shapes, new: &Shapes) -> Value {
    let keys = json!({ "shapeId": { "S": new.shape_id }, "place": { "N": new.place.to_string() } });
    json!({ "Records": [{
        "eventID": "7f3",
        "eventName": "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-north-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_793_858_400,
            "Keys": keys,
            "OldImage": item(old),
            "NewImage": item(new),
            "SequenceNumber": "4421584500000000017450439091",
            "SizeBytes": 112,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": "arn:aws:dynamodb:eu-north-1:123456789012:table/shapes/stream/1",
    }] })
}

proptest! {
    #[test]
    fn every_shape_comes_back_as_it_was(old in shapes(), new in shapes(), seed: u64) {
        let event = scrambled(&modification(&old, &new), &mut Random::new(seed));
        let key = ShapesKey { shape_id: new.shape_id.clone(), place: new.place };
        let expected = StateChange::<Shapes>::Modified { key, old: old.into(), new: new.into() };
        prop_assert_eq!(only_record::<Shapes>(event.as_bytes()).into_change(), expected);
    }
}
