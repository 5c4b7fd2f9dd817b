//! An event of the shape that AWS documents, through a compiled subscriber.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-example.html>

use serde_json::{Value, json};
use statetopic_tests::event::done;
use statetopic_tests::process::LambdaProcess;

/// Three records, without a creation time and with sequence numbers of three digits.
fn sample_event() -> Value {
    let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/ExampleTableWithStream/stream/2015-06-27T00:48:05.899";
    let record = |number: u32, event_name: &str, images: Value, size: u32| {
        let mut record = json!({
            "eventID": number.to_string(),
            "eventVersion": "1.0",
            "dynamodb": {
                "Keys": { "Id": { "N": "101" } },
                "StreamViewType": "NEW_AND_OLD_IMAGES",
                "SequenceNumber": (number * 111).to_string(),
                "SizeBytes": size,
            },
            "awsRegion": "us-east-1",
            "eventName": event_name,
            "eventSourceARN": arn,
            "eventSource": "aws:dynamodb",
        });
        let Value::Object(images) = images else { unreachable!() };
        for (name, message) in images {
            record["dynamodb"][name] = json!({ "Message": { "S": message }, "Id": { "N": "101" } });
        }
        record
    };
    json!({ "Records": [
        record(1, "INSERT", json!({ "NewImage": "New item!" }), 26),
        record(2, "MODIFY", json!({ "NewImage": "This item has changed", "OldImage": "New item!" }), 59),
        record(3, "REMOVE", json!({ "OldImage": "This item has changed" }), 38),
    ] })
}

#[tokio::test]
async fn the_documented_event_is_read_as_typed_changes() {
    let mut sample = LambdaProcess::start(env!("CARGO_BIN_EXE_sample"), &[]).await;
    assert_eq!(sample.invoke(sample_event().to_string()).await, done());
    let expected = [
        r#"111: 101 is "New item!""#,
        r#"222: 101 was "New item!" and is "This item has changed""#,
        r#"333: 101 was "This item has changed", Deleted"#,
    ];
    assert_eq!(sample.kill().await.lines_of("read"), expected);
}

#[tokio::test]
async fn a_record_of_the_documented_event_that_does_not_decode_is_named_as_it_stands_there() {
    let mut sample = LambdaProcess::start(env!("CARGO_BIN_EXE_sample"), &[]).await;
    let mut event = sample_event();
    event["Records"][1]["dynamodb"]["OldImage"]["Message"] = json!({ "BOOL": true });
    let answer = sample.invoke(event.to_string()).await;
    let expected = json!({ "batchItemFailures": [{ "itemIdentifier": "222" }] });
    assert_eq!(answer, statetopic_tests::runtime_api::Answer::Response(expected));
    assert_eq!(sample.kill().await.lines_of("read").len(), 1);
}
