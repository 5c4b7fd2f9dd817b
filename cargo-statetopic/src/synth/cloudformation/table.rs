//! `AWS::DynamoDB::Table`.

use serde_json::{Value, json};
use statetopic::plan::TablePlan;
use statetopic::schema::{IndexSchema, IndexScope, KeyElement, KeyType, Projection, TableSchema, TableSettings};

use super::value::{retained, set, sub};
use crate::synth::table::{billing_mode, customer_key, is_encrypted_by_kms, provisioned};

pub(super) fn resource(table: &TablePlan) -> Value {
    retained("AWS::DynamoDB::Table", properties(table))
}

fn properties(TablePlan { table, view, .. }: &TablePlan) -> Value {
    let settings = &table.schema.settings;
    let mut properties = shape(&table.schema, &|mut index, scope| {
        if let (IndexScope::Global, Some(units)) = (scope, provisioned(settings)) {
            index["ProvisionedThroughput"] = throughput(units);
        }
        index
    });
    set(&mut properties, "ProvisionedThroughput", provisioned(settings).map(throughput));
    set(&mut properties, "StreamSpecification", view.as_ref().map(|view| json!({ "StreamViewType": view })));
    set(&mut properties, "PointInTimeRecoverySpecification", settings.point_in_time_recovery.map(recovery));
    set(&mut properties, "Tags", tags(settings));
    properties["DeletionProtectionEnabled"] = settings.deletion_protection.into();
    properties["SSESpecification"] = encryption(settings);
    if let Some(key) = customer_key(settings) {
        properties["SSESpecification"]["KMSMasterKeyId"] = key.into();
    }
    properties["TableClass"] = settings.class.as_str().into();
    properties
}

/// The properties that tables and global tables share. `finish` completes an index, and gets its scope.
pub(super) fn shape(schema: &TableSchema<String>, finish: &dyn Fn(Value, IndexScope) -> Value) -> Value {
    let mut properties = json!({
        "TableName": sub(format!("${{Stage}}-{}", schema.table)),
        "BillingMode": billing_mode(&schema.settings),
        "AttributeDefinitions": schema.attribute_definitions().iter().map(definition).collect::<Vec<_>>(),
        "KeySchema": key_schema(schema.key_schema()),
    });
    let ttl = schema.ttl.as_ref();
    set(&mut properties, "TimeToLiveSpecification", ttl.map(|name| json!({ "AttributeName": name, "Enabled": true })));
    for (scope, name) in [(IndexScope::Global, "GlobalSecondaryIndexes"), (IndexScope::Local, "LocalSecondaryIndexes")]
    {
        let indexes = schema.indexes.iter().filter(|index| index.scope == scope);
        let indexes: Vec<Value> = indexes.map(|found| finish(index(found), scope)).collect();
        set(&mut properties, name, (!indexes.is_empty()).then_some(indexes));
    }
    properties
}

fn definition(attribute: &KeyElement<String>) -> Value {
    json!({ "AttributeName": attribute.name, "AttributeType": attribute.scalar_type })
}

fn key_schema<'a>(elements: impl Iterator<Item = (&'a KeyElement<String>, KeyType)>) -> Value {
    elements.map(|(element, kind)| json!({ "AttributeName": element.name, "KeyType": kind.as_str() })).collect()
}

fn index(index: &IndexSchema<String>) -> Value {
    let mut projection = json!({ "ProjectionType": index.projection.as_str() });
    if let Projection::Include(names) = &index.projection {
        projection["NonKeyAttributes"] = names.clone().into();
    }
    json!({
        "IndexName": index.name,
        "KeySchema": key_schema(index.key_schema()),
        "Projection": projection,
    })
}

fn throughput((read, write): (u32, u32)) -> Value {
    json!({ "ReadCapacityUnits": read, "WriteCapacityUnits": write })
}

pub(super) fn recovery(days: u8) -> Value {
    json!({ "PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": days })
}

pub(super) fn tags(settings: &TableSettings<String>) -> Option<Vec<Value>> {
    let tags: Vec<Value> = settings.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    (!tags.is_empty()).then_some(tags)
}

pub(super) fn encryption(settings: &TableSettings<String>) -> Value {
    match is_encrypted_by_kms(settings) {
        true => json!({ "SSEEnabled": true, "SSEType": "KMS" }),
        false => json!({ "SSEEnabled": false }),
    }
}
