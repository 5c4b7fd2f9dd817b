//! `AWS::DynamoDB::GlobalTable`: a table with replicas in other Regions.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html>

use serde_json::{Value, json};
use statetopic::plan::TablePlan;
use statetopic::schema::{IndexScope, TableSchema};

use super::table::{encryption, recovery, shape, tags};
use super::value::{reference, retained, set};
use crate::synth::table::{customer_key, provisioned};

/// Target utilization of the write capacity, in percent. Global tables require auto scaling; its bounds are equal here.
const TARGET_PERCENT: u32 = 70;

pub(super) fn resource(table: &TablePlan) -> Value {
    retained("AWS::DynamoDB::GlobalTable", properties(table))
}

fn properties(plan: &TablePlan) -> Value {
    let table = &plan.table;
    let (schema, settings) = (&table.schema, &table.schema.settings);
    let mut properties = shape(schema, &|mut index, scope| {
        if let (IndexScope::Global, Some((_, write))) = (scope, provisioned(settings)) {
            index["WriteProvisionedThroughputSettings"] = writes(write);
        }
        index
    });
    set(&mut properties, "WriteProvisionedThroughputSettings", provisioned(settings).map(|(_, write)| writes(write)));
    properties["StreamSpecification"] = json!({ "StreamViewType": plan.stream_view() });
    properties["SSESpecification"] = encryption(settings);
    let regions = [reference("AWS::Region")].into_iter().chain(settings.replicas.iter().map(|region| json!(region)));
    properties["Replicas"] = regions.map(|region| replica(schema, &region)).collect();
    properties
}

fn replica(schema: &TableSchema<String>, region: &Value) -> Value {
    let settings = &schema.settings;
    let mut replica = json!({
        "Region": region,
        "DeletionProtectionEnabled": settings.deletion_protection,
        "TableClass": settings.class,
    });
    if let Some((read, _)) = provisioned(settings) {
        replica["ReadProvisionedThroughputSettings"] = reads(read);
        let indexes = schema.indexes.iter().filter(|index| index.scope == IndexScope::Global);
        let indexes: Vec<Value> = indexes
            .map(|index| json!({ "IndexName": index.name, "ReadProvisionedThroughputSettings": reads(read) }))
            .collect();
        set(&mut replica, "GlobalSecondaryIndexes", (!indexes.is_empty()).then_some(indexes));
    }
    set(&mut replica, "PointInTimeRecoverySpecification", settings.point_in_time_recovery.map(recovery));
    // An alias, or the id of a multi-Region key, refers to a key in each Region.
    set(&mut replica, "SSESpecification", customer_key(settings).map(|key| json!({ "KMSMasterKeyId": key })));
    set(&mut replica, "Tags", tags(settings));
    replica
}

fn reads(units: u32) -> Value {
    json!({ "ReadCapacityUnits": units })
}

fn writes(units: u32) -> Value {
    json!({
        "WriteCapacityAutoScalingSettings": {
            "MinCapacity": units,
            "MaxCapacity": units,
            "TargetTrackingScalingPolicyConfiguration": { "TargetValue": TARGET_PERCENT },
        },
    })
}
