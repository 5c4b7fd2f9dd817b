//! Destinations of discarded records.

use serde_json::json;

use super::{at_home, of_legacy, properties, restless, template_of};
use crate::project::samples;

#[test]
fn a_bucket_is_encrypted_private_expires_its_objects_and_requires_tls() {
    let template = template_of([restless()]);
    let bucket = properties(&template, "RestlessFailuresBucket");
    let encryption = &bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
    assert_eq!(encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256");
    let access = bucket["PublicAccessBlockConfiguration"].as_object().unwrap();
    assert!(access.len() == 4 && access.values().all(|blocked| blocked == true), "{access:?}");
    assert_eq!(bucket["LifecycleConfiguration"]["Rules"][0]["ExpirationInDays"], 90);
    assert_eq!(template["Resources"]["RestlessFailuresBucket"]["DeletionPolicy"], "Retain");
    let policy = properties(&template, "RestlessFailuresBucketPolicy");
    assert_eq!(policy["Bucket"]["Ref"], "RestlessFailuresBucket");
    let statement = &policy["PolicyDocument"]["Statement"][0];
    assert_eq!(statement["Effect"], "Deny");
    assert_eq!(statement["Condition"], json!({ "Bool": { "aws:SecureTransport": "false" } }));
}

#[test]
fn a_mapping_that_discards_without_a_destination_has_a_bucket() {
    let template = template_of([samples::stamp("a"), samples::stamp("b")]);
    for mapping in ["AMapping", "BMapping"] {
        let destination = &properties(&template, mapping)["DestinationConfig"]["OnFailure"]["Destination"];
        assert_eq!(*destination, json!({ "Fn::GetAtt": ["FailuresBucket", "Arn"] }), "{mapping}");
    }
    properties(&template, "FailuresBucket");
}

#[test]
fn a_queue_and_a_notification_topic_are_encrypted() {
    let template = template_of([of_legacy(), at_home()]);
    let queue = properties(&template, "LegacyFailuresDestination");
    assert_eq!(queue["SqsManagedSseEnabled"], true);
    assert_eq!(queue["QueueName"]["Fn::Sub"], "${Stage}-legacy-failures");
    let topic = properties(&template, "ToldNotifications");
    assert_eq!(topic["KmsMasterKeyId"], "alias/aws/sns");
    let destination = &properties(&template, "StockXAtHomeMapping")["DestinationConfig"]["OnFailure"]["Destination"];
    assert_eq!(destination["Ref"], "ToldNotifications");
}
