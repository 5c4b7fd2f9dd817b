//! The privileges of the roles, and that none is wider than necessary.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{at_home, everything, importing, of_legacy, properties, restless, template_of};
use crate::project::samples::{self, with_ledger};

/// The statements of a role.
fn statements<'a>(template: &'a Value, role: &str) -> &'a [Value] {
    properties(template, role)["Policies"][0]["PolicyDocument"]["Statement"].as_array().unwrap()
}

/// The actions that a role has on a resource.
fn on(template: &Value, role: &str, resource: &Value) -> Value {
    let found = statements(template, role).iter().find(|statement| statement["Resource"] == *resource);
    found.unwrap_or_else(|| panic!("nothing on {resource} in {:#?}", statements(template, role)))["Action"].clone()
}

fn attribute(resource: &str) -> Value {
    json!({ "Fn::GetAtt": [resource, "Arn"] })
}

fn sub(text: &str) -> Value {
    json!({ "Fn::Sub": text })
}

const STREAM: [&str; 4] =
    ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"];

#[test]
fn a_function_reads_its_stream_and_writes_its_log() {
    let template = template_of([restless()]);
    let role = "StockXRestlessRole";
    assert_eq!(on(&template, role, &sub("${CatalogueTable.Arn}/stream/*")), json!(STREAM));
    let log = on(&template, role, &attribute("StockXRestlessLogs"));
    assert_eq!(log, json!(["logs:CreateLogStream", "logs:PutLogEvents"]));
    let trust = &properties(&template, role)["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(trust["Principal"]["Service"], "lambda.amazonaws.com");
}

#[test]
fn a_function_has_the_grants_of_its_parameters() {
    let template = template_of([restless()]);
    let role = "StockXRestlessRole";
    let bus = sub("arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/orders");
    assert_eq!(on(&template, role, &bus), json!(["events:PutEvents"]));
    for index in ["by-sku", "by-on-hand"] {
        let index = sub(&format!("${{CatalogueTable.Arn}}/index/{index}"));
        assert_eq!(on(&template, role, &index), json!(["dynamodb:Query"]));
    }
    let legacy = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${LegacyTableName}";
    let table = on(&template, role, &sub(legacy));
    assert!(table.as_array().unwrap().contains(&json!("dynamodb:PutItem")), "{table}");
    assert_eq!(on(&template, role, &sub(&format!("{legacy}/index/by-name"))), json!(["dynamodb:Query"]));
}

#[test]
fn writes_grant_their_tables_and_the_ledger() {
    let template = template_of([with_ledger(samples::orders_to_totals())]);
    let (role, writes) = ("ToXutotalsRole", ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]);
    assert_eq!(on(&template, role, &attribute("TotalsTable")), json!(writes));
    let ledger = on(&template, role, &attribute("StatetopicLedgerTable"));
    assert_eq!(ledger, json!(["dynamodb:GetItem", "dynamodb:UpdateItem"]));
    let variables = &properties(&template, "ToXutotalsFunction")["Environment"]["Variables"];
    assert_eq!(variables["STATETOPIC_TABLE_STATETOPIC_LEDGER"], json!({ "Ref": "StatetopicLedgerTable" }));
}

#[test]
fn a_destination_can_be_written_to_only() {
    let template = template_of([restless(), of_legacy(), at_home()]);
    let bucket = "StockXRestlessRole";
    assert_eq!(on(&template, bucket, &sub("${RestlessFailuresBucket.Arn}/*")), json!(["s3:PutObject"]));
    assert_eq!(on(&template, bucket, &attribute("RestlessFailuresBucket")), json!(["s3:ListBucket"]));
    let queue = on(&template, "StockXOfLegacyRole", &attribute("LegacyFailuresDestination"));
    assert_eq!(queue, json!(["sqs:SendMessage"]));
    let topic = on(&template, "StockXAtHomeRole", &json!({ "Ref": "ToldNotifications" }));
    assert_eq!(topic, json!(["sns:Publish"]));
}

#[test]
fn a_stream_of_another_owner_is_granted_exactly() {
    let template = template_of([of_legacy()]);
    assert_eq!(on(&template, "StockXOfLegacyRole", &json!({ "Ref": "LegacyStreamArn" })), json!(STREAM));
    let template = importing([samples::orders_to_totals()], &["orders", "totals"]);
    let stream = json!({ "Fn::ImportValue": { "Fn::Sub": "${Stage}:orders:stream-arn" } });
    assert_eq!(on(&template, "ToXutotalsRole", &stream), json!(STREAM));
    let table = json!({ "Fn::Sub": [
        "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}",
        { "Table": { "Fn::ImportValue": { "Fn::Sub": "${Stage}:totals:table-name" } } },
    ] });
    assert!(on(&template, "ToXutotalsRole", &table).to_string().contains("dynamodb:UpdateItem"));
}

#[test]
fn a_customer_managed_key_is_used_through_dynamodb_only() {
    let template = template_of([restless(), at_home()]);
    let of_keys = |role| {
        let statements = statements(&template, role).iter();
        statements.filter(|statement| statement.to_string().contains("kms:Decrypt")).collect::<Vec<_>>()
    };
    let [reads] = *of_keys("StockXRestlessRole") else { panic!() };
    assert_eq!(reads["Action"], json!(["kms:Decrypt", "kms:DescribeKey"]));
    assert_eq!(reads["Resource"], sub("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*"));
    assert_eq!(reads["Condition"]["ForAnyValue:StringEquals"], json!({ "kms:ResourceAliases": "alias/catalogue" }));
    let through = json!({ "kms:ViaService": { "Fn::Sub": "dynamodb.${AWS::Region}.amazonaws.com" } });
    assert_eq!(reads["Condition"]["StringEquals"], through);
    // One table is only listened to, the other is written.
    let [written, listened] = *of_keys("StockXAtHomeRole") else { panic!() };
    assert!(written["Action"].as_array().unwrap().contains(&json!("kms:Encrypt")), "{written}");
    assert_eq!(listened["Action"], reads["Action"]);
}

#[test]
fn the_role_of_a_pipe_is_for_this_pipe_only() {
    let template = template_of([samples::behind_a_queue()]);
    let role = "CargoStatetopicXGroupedPipeAccess";
    let trust = &properties(&template, role)["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(trust["Principal"]["Service"], "pipes.amazonaws.com");
    let condition = &trust["Condition"]["StringEquals"];
    assert_eq!(condition["aws:SourceAccount"]["Ref"], "AWS::AccountId");
    let pipe = "arn:${AWS::Partition}:pipes:${AWS::Region}:${AWS::AccountId}:pipe/${Stage}-cargo-statetopic-grouped";
    assert_eq!(condition["aws:SourceArn"], sub(pipe));
    assert_eq!(on(&template, role, &sub("${MembersTable.Arn}/stream/*")), json!(STREAM));
    assert_eq!(on(&template, role, &attribute("CargoStatetopicXGroupedQueue")), json!(["sqs:SendMessage"]));
    let discards = on(&template, role, &attribute("CargoStatetopicXGroupedDiscards"));
    assert_eq!(discards, json!(["sqs:SendMessage"]), "what it cannot deliver");
    let function = "CargoStatetopicXGroupedRole";
    let queue = on(&template, function, &attribute("CargoStatetopicXGroupedQueue"));
    assert_eq!(queue, json!(["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]));
    assert!(!statements(&template, function).iter().any(|statement| statement["Sid"] == "ReadStream"));
}

/// Every statement of a template that allows something.
fn allowed(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Object(members) => {
            if members.get("Effect").is_some_and(|effect| effect == "Allow") {
                found.push(value.clone());
            }
            members.values().for_each(|value| allowed(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| allowed(value, found)),
        _ => {}
    }
}

/// The texts of a value.
fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(members) => members.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

#[test]
fn no_statement_allows_everything_or_on_everything() {
    let template = template_of(everything());
    let mut statements = Vec::new();
    allowed(&template, &mut statements);
    assert!(statements.len() > 30, "{}", statements.len());
    let wide = BTreeSet::from(["/stream/*", ".Arn}/*", ":key/*"]);
    for statement in &statements {
        let (mut actions, mut resources) = (Vec::new(), Vec::new());
        texts(&statement["Action"], &mut actions);
        texts(&statement["Resource"], &mut resources);
        assert!(!actions.is_empty() && actions.iter().all(|action| !action.contains('*')), "{statement:#}");
        for resource in resources {
            assert!(!resource.contains('*') || wide.iter().any(|end| resource.ends_with(end)), "{statement:#}");
        }
        // Whatever key it is, it is told by its alias.
        if statement["Resource"].to_string().contains(":key/*") {
            assert!(
                statement["Condition"]["ForAnyValue:StringEquals"]["kms:ResourceAliases"].is_string(),
                "{statement:#}"
            );
        }
    }
}

#[test]
fn a_template_contains_no_account_region_or_partition() {
    let template = template_of(everything()).to_string();
    assert!(!template.contains("arn:aws"), "{template}");
    let digits = template.split(|c: char| !c.is_ascii_digit());
    assert!(digits.into_iter().all(|digits| digits.len() != 12), "{template}");
}
