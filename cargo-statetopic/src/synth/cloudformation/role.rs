//! `AWS::IAM::Role`: the least privileges of a function or a Pipe.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::place::Places;
use super::value::{arn, attribute, reference, resource, sub};
use crate::synth::names::{Kind, logical, logical_of_subscriber, physical};
use crate::synth::stack::{Destination, Function, On, Records};
use crate::synth::table::customer_key;

/// The actions of a reader of a stream.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html>
const STREAM: [&str; 4] =
    ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"];

/// The role of a subscriber's function.
pub(super) fn of_function(function: &Function, places: Places<'_>) -> Value {
    let id = |kind| logical_of_subscriber(&function.id, kind);
    let mut statements =
        vec![allow("Log", &["logs:CreateLogStream", "logs:PutLogEvents"], &attribute(&id(Kind::Logs), "Arn"))];
    match &function.records {
        Records::Stream(destination) => {
            statements.push(allow("ReadStream", &STREAM, &places.streams(&function.topic)));
            statements.extend(destination.iter().flat_map(discard));
        }
        Records::Queue(_) => {
            let actions = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
            statements.push(allow("ReadQueue", &actions, &attribute(&id(Kind::Queue), "Arn")));
        }
    }
    for access in &function.access {
        let on = match &access.on {
            On::Table(table) => places.arn(table, ""),
            On::Index { table, index } => places.arn(table, &format!("/index/{index}")),
            On::Arn(arn) => sub(arn),
        };
        statements.push(json!({ "Effect": "Allow", "Action": access.actions, "Resource": on }));
    }
    let reads = matches!(function.records, Records::Stream(_)).then_some(&function.topic);
    statements.extend(keys(&uses(function, reads), places));
    role("lambda.amazonaws.com", None, &statements)
}

/// The role of the Pipe from a subscriber's stream to its queue.
pub(super) fn of_pipe(function: &Function, places: Places<'_>) -> Value {
    let id = |kind| logical_of_subscriber(&function.id, kind);
    let mut statements = vec![
        allow("ReadStream", &STREAM, &places.streams(&function.topic)),
        allow("Send", &["sqs:SendMessage"], &attribute(&id(Kind::Queue), "Arn")),
    ];
    match function.records.destination() {
        Some(destination) => statements.extend(discard(destination)),
        None => statements.push(allow("Discard", &["sqs:SendMessage"], &attribute(&id(Kind::Discards), "Arn"))),
    }
    statements.extend(keys(&[Use { table: function.topic.clone(), writes: false }], places));
    // No other Pipe can assume this role.
    let pipe = arn("pipes", &format!("pipe/${{Stage}}-{}", physical(&function.id)));
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

/// The statements that send a discarded record to its destination.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>
fn discard(destination: &Destination) -> Vec<Value> {
    match destination {
        Destination::Bucket(name) => {
            let id = logical(name, Kind::Bucket);
            vec![
                allow("Discard", &["s3:PutObject"], &sub(format!("${{{id}.Arn}}/*"))),
                allow("ListDiscarded", &["s3:ListBucket"], &attribute(&id, "Arn")),
            ]
        }
        Destination::Queue(name) => {
            vec![allow("Discard", &["sqs:SendMessage"], &attribute(&logical(name, Kind::Destination), "Arn"))]
        }
        Destination::Notifications(name) => {
            vec![allow("Discard", &["sns:Publish"], &reference(&logical(name, Kind::Notifications)))]
        }
    }
}

/// How a function uses a table.
struct Use {
    table: String,
    writes: bool,
}

fn uses(function: &Function, listens: Option<&String>) -> Vec<Use> {
    let mut tables: BTreeSet<&String> = listens.into_iter().collect();
    let mut written: BTreeSet<&String> = BTreeSet::new();
    for access in &function.access {
        if let On::Table(table) | On::Index { table, .. } = &access.on {
            tables.insert(table);
            if access.actions.iter().any(|action| !READS.contains(&&**action)) {
                written.insert(table);
            }
        }
    }
    tables.iter().map(|table| Use { table: (*table).clone(), writes: written.contains(table) }).collect()
}

/// The actions that do not change a table.
const READS: [&str; 4] = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"];

/// The statements on customer managed keys, for requests through DynamoDB only.
///
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html>
fn keys(uses: &[Use], places: Places<'_>) -> Vec<Value> {
    let mut statements = Vec::new();
    for Use { table, writes } in uses {
        let Some(key) = places.stack.tables.get(table).and_then(|table| customer_key(&table.table)) else { continue };
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
