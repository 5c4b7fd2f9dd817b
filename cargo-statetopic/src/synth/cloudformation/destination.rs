//! Where records go that are given up: a bucket, which gets the records, or a queue or a notification topic, which get where
//! they are in the stream.

use serde_json::{Value, json};

use super::Template;
use super::fifo::LONGEST_RETENTION;
use super::value::{attribute, reference, resource, retained, sub};
use crate::synth::names::{Kind, logical};
use crate::synth::stack::Destination;

/// Days after which a record that was given up is deleted.
const KEPT_DAYS: u32 = 90;
/// Days after which an upload that was never finished is.
const KEPT_UPLOAD_DAYS: u32 = 7;

pub(super) fn add(destination: &Destination, template: &mut Template) {
    match destination {
        Destination::Bucket(name) => add_bucket(name, template),
        Destination::Queue(name) => {
            let queue = json!({
                "QueueName": sub(format!("${{Stage}}-{name}")),
                "MessageRetentionPeriod": LONGEST_RETENTION,
                "SqsManagedSseEnabled": true,
            });
            template.add(logical(name, Kind::Destination), retained("AWS::SQS::Queue", queue));
        }
        Destination::Notifications(name) => {
            let topic = json!({ "TopicName": sub(format!("${{Stage}}-{name}")), "KmsMasterKeyId": "alias/aws/sns" });
            template.add(logical(name, Kind::Notifications), resource("AWS::SNS::Topic", topic));
        }
    }
}

/// A bucket's name is one of all accounts': CloudFormation makes it.
fn add_bucket(name: &str, template: &mut Template) {
    let id = logical(name, Kind::Bucket);
    let encryption = json!({ "ServerSideEncryptionByDefault": { "SSEAlgorithm": "AES256" } });
    let bucket = json!({
        "BucketEncryption": { "ServerSideEncryptionConfiguration": [encryption] },
        "OwnershipControls": { "Rules": [{ "ObjectOwnership": "BucketOwnerEnforced" }] },
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": true,
            "BlockPublicPolicy": true,
            "IgnorePublicAcls": true,
            "RestrictPublicBuckets": true,
        },
        "LifecycleConfiguration": {
            "Rules": [{
                "Id": "forget",
                "Status": "Enabled",
                "ExpirationInDays": KEPT_DAYS,
                "AbortIncompleteMultipartUpload": { "DaysAfterInitiation": KEPT_UPLOAD_DAYS },
            }],
        },
    });
    template.add(id.clone(), retained("AWS::S3::Bucket", bucket));
    let policy = json!({
        "Bucket": reference(&id),
        "PolicyDocument": { "Version": "2012-10-17", "Statement": [tls_only(&id)] },
    });
    template.add(logical(name, Kind::BucketPolicy), resource("AWS::S3::BucketPolicy", policy));
}

fn tls_only(bucket: &str) -> Value {
    json!({
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [attribute(bucket, "Arn"), sub(format!("${{{bucket}.Arn}}/*"))],
        "Condition": { "Bool": { "aws:SecureTransport": "false" } },
    })
}
