//! `AWS::IAM::Role`: the least privileges of a function or a Pipe.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use statetopic::plan::{DiscardTarget, EventSource, StreamReader, SubscriberPlan, Target};
use statetopic::subscriber::Destination;

use super::mapping::discard_arn;
use super::place::Places;
use super::value::{arn, attribute, reference, resource, sub};
use crate::synth::names::{Kind, logical, logical_of_subscriber};
use crate::synth::table::customer_key;

/// The actions of a reader of a stream.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html>
const STREAM: [&str; 4] =
    ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"];

/// The role of a subscriber's function.
pub(super) fn of_function(function: &SubscriberPlan, places: Places<'_>) -> Value {
    let id = |kind| logical_of_subscriber(&function.manifest.id, kind);
    let mut statements =
        vec![allow("Log", &["logs:CreateLogStream", "logs:PutLogEvents"], &attribute(&id(Kind::Logs), "Arn"))];
    match &function.source {
        EventSource::Stream(reader) => {
            statements.push(allow("ReadStream", &STREAM, &places.streams(function.topic())));
            statements.extend(discard(function, reader));
        }
        EventSource::Fifo { .. } => {
            let actions = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
            statements.push(allow("ReadQueue", &actions, &attribute(&id(Kind::Queue), "Arn")));
        }
    }
    for access in &function.access {
        let on = match &access.on {
            Target::Table(table) => places.arn(table, ""),
            Target::Index { table, index } => places.arn(table, &format!("/index/{index}")),
            Target::Arn(arn) => sub(arn),
        };
        statements.push(json!({ "Effect": "Allow", "Action": access.actions, "Resource": on }));
    }
    statements.extend(keys(&uses(function), places));
    role("lambda.amazonaws.com", None, &statements)
}

/// The role of the Pipe from a subscriber's stream to its queue.
pub(super) fn of_pipe(function: &SubscriberPlan, pipe: &StreamReader, places: Places<'_>) -> Value {
    let id = |kind| logical_of_subscriber(&function.manifest.id, kind);
    let mut statements = vec![
        allow("ReadStream", &STREAM, &places.streams(function.topic())),
        allow("Send", &["sqs:SendMessage"], &attribute(&id(Kind::Queue), "Arn")),
    ];
    statements.extend(discard(function, pipe));
    statements.extend(keys(&[(function.topic(), false)].into(), places));
    // No other Pipe can assume this role.
    let pipe = arn("pipes", &format!("pipe/${{Stage}}-{}", pipe.name));
    let of_this_pipe = json!({
        "StringEquals": { "aws:SourceAccount": reference("AWS::AccountId"), "aws:SourceArn": sub(pipe) },
    });
    role("pipes.amazonaws.com", Some(of_this_pipe), &statements)
}

fn role(service: &str, condition: Option<Value>, statements: &[Value]) -> Value {
    let mut trust = json!({ "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole" });
    if let Some(condition) = condition {
        trust["Condition"] = condition;
    }
    resource(
        "AWS::IAM::Role",
        json!({
            "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [trust] },
            "Policies": [{
                "PolicyName": "subscriber",
                "PolicyDocument": { "Version": "2012-10-17", "Statement": statements },
            }],
        }),
    )
}

fn allow(sid: &str, actions: &[&str], on: &Value) -> Value {
    json!({ "Sid": sid, "Effect": "Allow", "Action": actions, "Resource": on })
}

/// The statements that send a discarded record to where it goes.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>
fn discard(function: &SubscriberPlan, reader: &StreamReader) -> Vec<Value> {
    let Some(target) = &reader.discards else { return Vec::new() };
    let arn = discard_arn(function, target);
    match target {
        DiscardTarget::Shared(Destination::S3(name)) => {
            let objects = sub(format!("${{{}.Arn}}/*", logical(name, Kind::Bucket)));
            vec![allow("Discard", &["s3:PutObject"], &objects), allow("ListDiscarded", &["s3:ListBucket"], &arn)]
        }
        DiscardTarget::Shared(Destination::Sqs(_)) | DiscardTarget::Own(_) => {
            vec![allow("Discard", &["sqs:SendMessage"], &arn)]
        }
        DiscardTarget::Shared(Destination::Sns(_)) => vec![allow("Discard", &["sns:Publish"], &arn)],
    }
}

/// The tables that a function uses, and whether it writes them.
fn uses(function: &SubscriberPlan) -> BTreeMap<&str, bool> {
    let mut uses = match &function.source {
        EventSource::Stream(_) => BTreeMap::from([(function.topic(), false)]),
        EventSource::Fifo { .. } => BTreeMap::new(),
    };
    for access in &function.access {
        if let Some(table) = access.on.table() {
            *uses.entry(table).or_default() |= access.writes();
        }
    }
    uses
}

/// The statements on customer managed keys, for requests through DynamoDB only.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html>
fn keys(uses: &BTreeMap<&str, bool>, places: Places<'_>) -> Vec<Value> {
    let mut statements = Vec::new();
    for (table, writes) in uses {
        let Some(key) = places.tables.get(*table).and_then(|table| customer_key(&table.table.schema.settings)) else {
            continue;
        };
        let mut actions = vec!["kms:Decrypt", "kms:DescribeKey"];
        if *writes {
            actions.extend(["kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"]);
        }
        let mut condition =
            json!({ "StringEquals": { "kms:ViaService": sub("dynamodb.${AWS::Region}.amazonaws.com") } });
        let on = match key.rsplit_once("alias/") {
            // The resource of a policy is a key; an alias, which may later refer to another key, is a condition.
            Some((prefix, alias)) => {
                condition["ForAnyValue:StringEquals"] = json!({ "kms:ResourceAliases": format!("alias/{alias}") });
                sub(if prefix.is_empty() { arn("kms", "key/*") } else { format!("{prefix}key/*") })
            }
            None if key.starts_with("arn:") => json!(key),
            None => sub(arn("kms", &format!("key/{key}"))),
        };
        statements.push(json!({ "Effect": "Allow", "Action": actions, "Resource": on, "Condition": condition }));
    }
    statements
}
