//! `AWS::DynamoDB::Table`.

use serde_json::{Value, json};
use statetopic::manifest::{Index, KeyAttribute, Table};

use super::value::{retained, set, sub};
use crate::synth::stack::StackTable;
use crate::synth::table::{attributes, billing_mode, customer_key, is_encrypted_by_kms};

pub(super) fn resource(table: &StackTable) -> Value {
    retained("AWS::DynamoDB::Table", properties(table))
}

fn properties(StackTable { table, view, .. }: &StackTable) -> Value {
    let mut properties = shape(table, &|mut index, global| {
        if let (true, Some(units)) = (global, table.provisioned) {
            index["ProvisionedThroughput"] = throughput(units);
        }
        index
    });
    set(&mut properties, "ProvisionedThroughput", table.provisioned.map(throughput));
    set(&mut properties, "StreamSpecification", view.as_ref().map(|view| json!({ "StreamViewType": view })));
    set(&mut properties, "PointInTimeRecoverySpecification", table.point_in_time_recovery.map(recovery));
    set(&mut properties, "Tags", tags(table));
    properties["DeletionProtectionEnabled"] = table.deletion_protection.into();
    properties["SSESpecification"] = encryption(table);
    if let Some(key) = customer_key(table) {
        properties["SSESpecification"]["KMSMasterKeyId"] = key.into();
    }
    properties["TableClass"] = table.class.clone().into();
    properties
}

/// The properties that tables and global tables share. `finish` completes an index, and gets whether it is a global one.
pub(super) fn shape(table: &Table, finish: &dyn Fn(Value, bool) -> Value) -> Value {
    let mut properties = json!({
        "TableName": sub(format!("${{Stage}}-{}", table.name)),
        "BillingMode": billing_mode(table),
        "AttributeDefinitions": attributes(table).map(definition).collect::<Vec<_>>(),
        "KeySchema": key_schema(&table.partition_key, table.sort_key.as_ref()),
    });
    let ttl = table.ttl.as_ref();
    set(&mut properties, "TimeToLiveSpecification", ttl.map(|name| json!({ "AttributeName": name, "Enabled": true })));
    for (global, name) in [(true, "GlobalSecondaryIndexes"), (false, "LocalSecondaryIndexes")] {
        let indexes = table.indexes.iter().filter(|index| index.global == global);
        let indexes: Vec<Value> = indexes.map(|found| finish(index(found), global)).collect();
        set(&mut properties, name, (!indexes.is_empty()).then_some(indexes));
    }
    properties
}

fn definition(attribute: &KeyAttribute) -> Value {
    json!({ "AttributeName": attribute.name, "AttributeType": attribute.scalar_type })
}

fn key_schema(partition_key: &KeyAttribute, sort_key: Option<&KeyAttribute>) -> Value {
    let element = |attribute: &KeyAttribute, kind| json!({ "AttributeName": attribute.name, "KeyType": kind });
    let partition_key = element(partition_key, "HASH");
    [Some(partition_key), sort_key.map(|key| element(key, "RANGE"))].into_iter().flatten().collect()
}

fn index(index: &Index) -> Value {
    let mut projection = json!({ "ProjectionType": index.projection });
    set(&mut projection, "NonKeyAttributes", (index.projection == "INCLUDE").then(|| index.included.clone()));
    json!({
        "IndexName": index.name,
        "KeySchema": key_schema(&index.partition_key, index.sort_key.as_ref()),
        "Projection": projection,
    })
}

fn throughput((read, write): (u32, u32)) -> Value {
    json!({ "ReadCapacityUnits": read, "WriteCapacityUnits": write })
}

pub(super) fn recovery(days: u8) -> Value {
    json!({ "PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": days })
}

pub(super) fn tags(table: &Table) -> Option<Vec<Value>> {
    let tags: Vec<Value> = table.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    (!tags.is_empty()).then_some(tags)
}

pub(super) fn encryption(table: &Table) -> Value {
    match is_encrypted_by_kms(table) {
        true => json!({ "SSEEnabled": true, "SSEType": "KMS" }),
        false => json!({ "SSEEnabled": false }),
    }
}
