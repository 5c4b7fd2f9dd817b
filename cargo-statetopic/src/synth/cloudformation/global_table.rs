//! `AWS::DynamoDB::GlobalTable`: a table with replicas in other Regions.
//!
//! Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html>

use serde_json::{Value, json};
use statetopic::manifest::Table;

use super::table::{encryption, recovery, shape, tags};
use super::value::{reference, retained, set};
use crate::synth::stack::StackTable;
use crate::synth::table::customer_key;

/// Replication needs a stream with both images, with or without subscribers.
const VIEW_WITHOUT_READERS: &str = "NEW_AND_OLD_IMAGES";

/// Target utilization of the write capacity, in percent. Global tables require auto scaling; its bounds are equal here.
const TARGET_PERCENT: u32 = 70;

pub(super) fn resource(table: &StackTable) -> Value {
    retained("AWS::DynamoDB::GlobalTable", properties(table))
}

fn properties(StackTable { table, view, .. }: &StackTable) -> Value {
    let mut properties = shape(table, &|mut index, global| {
        if let (true, Some((_, write))) = (global, table.provisioned) {
            index["WriteProvisionedThroughputSettings"] = writes(write);
        }
        index
    });
    set(&mut properties, "WriteProvisionedThroughputSettings", table.provisioned.map(|(_, write)| writes(write)));
    properties["StreamSpecification"] = json!({ "StreamViewType": view.as_deref().unwrap_or(VIEW_WITHOUT_READERS) });
    properties["SSESpecification"] = encryption(table);
    let regions = [reference("AWS::Region")].into_iter().chain(table.replicas.iter().map(|region| json!(region)));
    properties["Replicas"] = regions.map(|region| replica(table, &region)).collect();
    properties
}

fn replica(table: &Table, region: &Value) -> Value {
    let mut replica = json!({
        "Region": region,
        "DeletionProtectionEnabled": table.deletion_protection,
        "TableClass": table.class,
    });
    if let Some((read, _)) = table.provisioned {
        replica["ReadProvisionedThroughputSettings"] = reads(read);
        let indexes = table.indexes.iter().filter(|index| index.global);
        let indexes: Vec<Value> = indexes
            .map(|index| json!({ "IndexName": index.name, "ReadProvisionedThroughputSettings": reads(read) }))
            .collect();
        set(&mut replica, "GlobalSecondaryIndexes", (!indexes.is_empty()).then_some(indexes));
    }
    set(&mut replica, "PointInTimeRecoverySpecification", table.point_in_time_recovery.map(recovery));
    // An alias, or the id of a multi-Region key, refers to a key in each Region.
    set(&mut replica, "SSESpecification", customer_key(table).map(|key| json!({ "KMSMasterKeyId": key })));
    set(&mut replica, "Tags", tags(table));
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
