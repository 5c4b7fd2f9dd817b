//! Destinations of discarded records: a bucket gets the records, a queue or a notification topic their positions in the
//! stream.

use serde_json::{Value, json};
use statetopic::plan::MAX_RETENTION;
use statetopic::subscriber::Destination;

use super::Template;
use super::value::{attribute, reference, resource, retained, sub};
use crate::synth::names::{Kind, logical};

/// Retention of a discarded record, in days.
const RETENTION_DAYS: u32 = 90;
/// Retention of an incomplete upload, in days.
const UPLOAD_RETENTION_DAYS: u32 = 7;

pub(super) fn add(destination: &Destination<String>, template: &mut Template) {
    match destination {
        Destination::S3(name) => add_bucket(name, template),
        Destination::Sqs(name) => {
            let queue = json!({
                "QueueName": sub(format!("${{Stage}}-{name}")),
                "MessageRetentionPeriod": MAX_RETENTION,
                "SqsManagedSseEnabled": true,
            });
            template.add(logical(name, Kind::Destination), retained("AWS::SQS::Queue", queue));
        }
        Destination::Sns(name) => {
            let topic = json!({ "TopicName": sub(format!("${{Stage}}-{name}")), "KmsMasterKeyId": "alias/aws/sns" });
            template.add(logical(name, Kind::Notifications), resource("AWS::SNS::Topic", topic));
        }
    }
}

/// Names of buckets are global, so CloudFormation generates this one.
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
                "Id": "expire",
                "Status": "Enabled",
                "ExpirationInDays": RETENTION_DAYS,
                "AbortIncompleteMultipartUpload": { "DaysAfterInitiation": UPLOAD_RETENTION_DAYS },
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
