//! Tables of the stack, external tables, and tables of other stacks.

use serde_json::json;

use super::{at_home, everything, importing, of_legacy, properties, restless, template_of};
use crate::project::samples::{self, with_ledger};

#[test]
fn a_table_has_every_setting() {
    let template = template_of([restless()]);
    let table = &template["Resources"]["CatalogueTable"];
    assert_eq!(
        *table,
        json!({
            "Type": "AWS::DynamoDB::Table",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "TableName": { "Fn::Sub": "${Stage}-catalogue" },
                "BillingMode": "PROVISIONED",
                "ProvisionedThroughput": { "ReadCapacityUnits": 5, "WriteCapacityUnits": 2 },
                "AttributeDefinitions": [
                    { "AttributeName": "warehouse", "AttributeType": "S" },
                    { "AttributeName": "sku", "AttributeType": "S" },
                    { "AttributeName": "on_hand", "AttributeType": "N" },
                ],
                "KeySchema": [
                    { "AttributeName": "warehouse", "KeyType": "HASH" },
                    { "AttributeName": "sku", "KeyType": "RANGE" },
                ],
                "GlobalSecondaryIndexes": [{
                    "IndexName": "by-sku",
                    "KeySchema": [
                        { "AttributeName": "sku", "KeyType": "HASH" },
                        { "AttributeName": "warehouse", "KeyType": "RANGE" },
                    ],
                    "Projection": { "ProjectionType": "INCLUDE", "NonKeyAttributes": ["on_hand"] },
                    "ProvisionedThroughput": { "ReadCapacityUnits": 5, "WriteCapacityUnits": 2 },
                }],
                "LocalSecondaryIndexes": [{
                    "IndexName": "by-on-hand",
                    "KeySchema": [
                        { "AttributeName": "warehouse", "KeyType": "HASH" },
                        { "AttributeName": "on_hand", "KeyType": "RANGE" },
                    ],
                    "Projection": { "ProjectionType": "ALL" },
                }],
                "TimeToLiveSpecification": { "AttributeName": "expires_at", "Enabled": true },
                "StreamSpecification": { "StreamViewType": "KEYS_ONLY" },
                "DeletionProtectionEnabled": true,
                "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 7 },
                "SSESpecification": { "SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": "alias/catalogue" },
                "TableClass": "STANDARD_INFREQUENT_ACCESS",
                "Tags": [{ "Key": "team", "Value": "stock" }],
            },
        })
    );
}

#[test]
fn a_key_of_several_attributes_is_in_one_key_schema() {
    let mut manifest = restless();
    manifest.topic.table.schema.indexes = samples::index_of_places();
    let template = template_of([manifest]);
    let table = properties(&template, "CatalogueTable");
    assert_eq!(
        table["GlobalSecondaryIndexes"][0]["KeySchema"],
        json!([
            { "AttributeName": "continent", "KeyType": "HASH" },
            { "AttributeName": "country", "KeyType": "HASH" },
            { "AttributeName": "rank", "KeyType": "RANGE" },
            { "AttributeName": "id", "KeyType": "RANGE" },
        ])
    );
    let definitions = table["AttributeDefinitions"].as_array().unwrap().iter();
    let names: Vec<_> = definitions.map(|definition| definition["AttributeName"].as_str().unwrap()).collect();
    assert_eq!(names, ["warehouse", "sku", "continent", "country", "rank", "id"]);
}

#[test]
fn a_table_without_settings_is_on_demand_and_has_a_stream_only_with_a_subscriber() {
    let template = template_of([samples::orders_to_totals()]);
    let totals = properties(&template, "TotalsTable");
    assert_eq!(totals["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(totals["SSESpecification"], json!({ "SSEEnabled": false }));
    for absent in
        ["StreamSpecification", "ProvisionedThroughput", "TimeToLiveSpecification", "Tags", "GlobalSecondaryIndexes"]
    {
        assert!(totals.get(absent).is_none(), "{absent}");
    }
    let orders = properties(&template, "OrdersTable");
    assert_eq!(orders["StreamSpecification"]["StreamViewType"], "NEW_AND_OLD_IMAGES");
}

#[test]
fn a_table_with_replicas_is_a_global_one() {
    let template = template_of([at_home()]);
    let table = &template["Resources"]["WorldCatalogueTable"];
    assert_eq!(table["Type"], "AWS::DynamoDB::GlobalTable");
    assert_eq!(table["DeletionPolicy"], "Retain");
    let properties = &table["Properties"];
    assert_eq!(properties["StreamSpecification"]["StreamViewType"], "NEW_IMAGE");
    assert_eq!(properties["SSESpecification"], json!({ "SSEEnabled": true, "SSEType": "KMS" }));
    let writes = &properties["WriteProvisionedThroughputSettings"]["WriteCapacityAutoScalingSettings"];
    assert_eq!((&writes["MinCapacity"], &writes["MaxCapacity"]), (&json!(2), &json!(2)));
    assert_eq!(
        properties["GlobalSecondaryIndexes"][0]["WriteProvisionedThroughputSettings"]["WriteCapacityAutoScalingSettings"],
        *writes
    );
    let replicas = properties["Replicas"].as_array().unwrap();
    let regions: Vec<_> = replicas.iter().map(|replica| replica["Region"].clone()).collect();
    assert_eq!(regions, [json!({ "Ref": "AWS::Region" }), json!("eu-west-1"), json!("us-east-1")]);
    for replica in replicas {
        assert_eq!(replica["SSESpecification"]["KMSMasterKeyId"], "alias/catalogue");
        assert_eq!(replica["ReadProvisionedThroughputSettings"]["ReadCapacityUnits"], 5);
        assert_eq!(replica["GlobalSecondaryIndexes"][0]["IndexName"], "by-sku");
        assert_eq!(replica["Tags"], json!([{ "Key": "team", "Value": "stock" }]));
    }
}

#[test]
fn a_global_table_has_a_stream_without_a_subscriber() {
    let template = template_of([samples::writes_everywhere()]);
    assert_eq!(properties(&template, "WorldTable")["StreamSpecification"]["StreamViewType"], "NEW_AND_OLD_IMAGES");
}

#[test]
fn the_ledger_is_encrypted_expires_and_can_be_restored() {
    let template = template_of([with_ledger(samples::orders_to_totals())]);
    let ledger = properties(&template, "StatetopicLedgerTable");
    assert_eq!(ledger["SSESpecification"], json!({ "SSEEnabled": true, "SSEType": "KMS" }));
    assert_eq!(ledger["TimeToLiveSpecification"]["AttributeName"], "expires_at");
    assert_eq!(ledger["PointInTimeRecoverySpecification"]["RecoveryPeriodInDays"], 35);
}

#[test]
fn an_external_table_is_two_parameters() {
    let template = template_of([of_legacy(), restless()]);
    assert!(template["Resources"].get("LegacyTable").is_none());
    assert_eq!(template["Parameters"]["LegacyTableName"]["Type"], "String");
    assert_eq!(properties(&template, "StockXOfLegacyMapping")["EventSourceArn"], json!({ "Ref": "LegacyStreamArn" }));
    let variables = &properties(&template, "StockXRestlessFunction")["Environment"]["Variables"];
    assert_eq!(variables["STATETOPIC_TABLE_LEGACY"], json!({ "Ref": "LegacyTableName" }));
    assert!(template["Outputs"].get("LegacyTableName").is_none());
    // Its name is not needed where subscribers only listen to it.
    let listening = template_of([of_legacy()]);
    assert!(listening["Parameters"].get("LegacyTableName").is_none(), "{}", listening["Parameters"]);
}

#[test]
fn exports_of_one_stack_are_imports_of_another() {
    let exporting = template_of([with_ledger(samples::orders_to_totals())]);
    let importing = importing([with_ledger(samples::orders_to_totals())], &["orders", "totals"]);
    for (output, name) in [
        ("OrdersStreamArn", "${Stage}:orders:stream-arn"),
        ("OrdersTableName", "${Stage}:orders:table-name"),
        ("TotalsTableName", "${Stage}:totals:table-name"),
    ] {
        assert_eq!(exporting["Outputs"][output]["Export"]["Name"]["Fn::Sub"], name);
        assert!(importing["Outputs"].get(output).is_none(), "{output}");
    }
    assert!(importing["Resources"].get("OrdersTable").is_none());
    assert_eq!(
        properties(&importing, "ToXutotalsMapping")["EventSourceArn"],
        json!({ "Fn::ImportValue": { "Fn::Sub": "${Stage}:orders:stream-arn" } })
    );
    let variables = &properties(&importing, "ToXutotalsFunction")["Environment"]["Variables"];
    assert_eq!(variables["STATETOPIC_TABLE_TOTALS"]["Fn::ImportValue"]["Fn::Sub"], "${Stage}:totals:table-name");
}

#[test]
fn a_further_subscriber_changes_no_id_and_no_other_resource() {
    let [few, many] = [template_of([restless()]), template_of(everything())];
    for (id, resource) in few["Resources"].as_object().unwrap() {
        let found = &many["Resources"][id];
        // The operation of an alarm depends on all functions that use the table.
        assert!(found == resource || (id.ends_with("SystemErrorsAlarm") && found.is_object()), "{id}");
    }
}
