//! The read models of a stack as an OAM `Application`, which `KubeVela` applies: a component for each table, a trait for each
//! setting. Functions, mappings and roles are not part of it.
//!
//! The component is `dynamodb-table`, whose properties are those of `CreateTable` in camel case.
//!
//! Source: <https://kubevela.io/docs/platform-engineers/oam/oam-model>

use serde_json::{Value, json};
use statetopic::plan::{Deployment, Owner, TablePlan};
use statetopic::schema::{IndexSchema, IndexScope, KeyElement, KeyType, Projection, TableSettings};

use super::names::component;
use super::table;

/// The application. Without a Region its tables are in the Region of the component's definition.
pub(crate) fn application(deployment: &Deployment, region: Option<&str>) -> Value {
    let own = deployment.tables.values().filter(|table| table.owner == Owner::Stack);
    json!({
        "apiVersion": "core.oam.dev/v1beta1",
        "kind": "Application",
        "metadata": { "name": "read-models" },
        "spec": { "components": own.map(|table| dynamodb_table(table, region)).collect::<Vec<_>>() },
    })
}

fn dynamodb_table(plan: &TablePlan, region: Option<&str>) -> Value {
    let (schema, settings) = (&plan.table.schema, &plan.table.schema.settings);
    let mut properties = json!({
        "attributeDefinitions": schema.attribute_definitions().iter().map(definition).collect::<Vec<_>>(),
        "keySchema": key_schema(schema.key_schema()),
        "billingMode": table::billing_mode(settings),
        "tableClass": settings.class,
    });
    if let Some(region) = region {
        properties["region"] = region.into();
    }
    if !settings.tags.is_empty() {
        properties["tags"] = settings.tags.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
    }
    json!({
        "name": component(&schema.table),
        "type": "dynamodb-table",
        "properties": properties,
        "traits": traits(plan),
    })
}

fn definition(attribute: &KeyElement<String>) -> Value {
    json!({ "attributeName": attribute.name, "attributeType": attribute.scalar_type })
}

fn key_schema<'a>(elements: impl Iterator<Item = (&'a KeyElement<String>, KeyType)>) -> Value {
    elements.map(|(element, kind)| json!({ "attributeName": element.name, "keyType": kind.as_str() })).collect()
}

fn traits(TablePlan { table, view, .. }: &TablePlan) -> Value {
    let (schema, settings) = (&table.schema, &table.schema.settings);
    let streams = match view {
        Some(view) => json!({ "enabled": true, "viewType": view }),
        None => json!({ "enabled": false }),
    };
    let mut traits = vec![
        of_type("dynamodb-streams", streams),
        of_type(
            "dynamodb-protection",
            json!({
                "deletionProtection": settings.deletion_protection,
                "pointInTimeRecovery": settings.point_in_time_recovery.is_some(),
            }),
        ),
        of_type("dynamodb-encryption", encryption(settings)),
    ];
    if let Some(attribute) = &schema.ttl {
        traits.push(of_type("dynamodb-ttl", json!({ "enabled": true, "attributeName": attribute })));
    }
    if let Some(units) = table::provisioned(settings) {
        traits.push(of_type("dynamodb-provisioned-capacity", capacity(units)));
    }
    for (scope, kind) in [(IndexScope::Global, "dynamodb-global-index"), (IndexScope::Local, "dynamodb-local-index")] {
        let indexes = schema.indexes.iter().filter(|index| index.scope == scope);
        let indexes: Vec<Value> = indexes.map(|found| index(found, settings)).collect();
        if !indexes.is_empty() {
            traits.push(of_type(kind, json!({ "indexes": indexes })));
        }
    }
    traits.into()
}

fn of_type(kind: &str, properties: Value) -> Value {
    let mut found = json!({ "type": kind });
    found["properties"] = properties;
    found
}

fn encryption(settings: &TableSettings<String>) -> Value {
    match (table::customer_key(settings), table::is_encrypted_by_kms(settings)) {
        (Some(key), _) => json!({ "enabled": true, "sseType": "KMS", "kmsKeyId": key }),
        (None, true) => json!({ "enabled": true, "sseType": "KMS" }),
        (None, false) => json!({ "enabled": false }),
    }
}

fn capacity((read, write): (u32, u32)) -> Value {
    json!({ "readCapacityUnits": read, "writeCapacityUnits": write })
}

fn index(index: &IndexSchema<String>, settings: &TableSettings<String>) -> Value {
    let mut found = json!({
        "indexName": index.name,
        "keySchema": key_schema(index.key_schema()),
        "projection": { "projectionType": index.projection.as_str() },
    });
    if let Projection::Include(names) = &index.projection {
        found["projection"]["nonKeyAttributes"] = names.clone().into();
    }
    if let (IndexScope::Global, Some(units)) = (index.scope, table::provisioned(settings)) {
        found["provisionedThroughput"] = capacity(units);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::samples::{self, of_legacy, restless, subscribers};
    use crate::synth::stack::stack;

    fn application_of(manifest: statetopic::manifest::Manifest, region: Option<&str>) -> Value {
        application(&stack(&subscribers([manifest]), &[]).unwrap().deployment, region)
    }

    #[test]
    fn a_table_is_a_component_with_a_trait_for_each_setting() {
        let application = application_of(restless(), Some("eu-central-1"));
        assert_eq!(
            (&application["kind"], &application["apiVersion"]),
            (&json!("Application"), &json!("core.oam.dev/v1beta1"))
        );
        let components = application["spec"]["components"].as_array().unwrap();
        // The other table is an external one.
        assert_eq!(components.len(), 1);
        let hash = |name| json!({ "attributeName": name, "keyType": "HASH" });
        let range = |name| json!({ "attributeName": name, "keyType": "RANGE" });
        let projection = json!({ "projectionType": "INCLUDE", "nonKeyAttributes": ["on_hand"] });
        let capacity = json!({ "readCapacityUnits": 5, "writeCapacityUnits": 2 });
        assert_eq!(
            components[0],
            json!({
                "name": "catalogue",
                "type": "dynamodb-table",
                "properties": {
                    "region": "eu-central-1",
                    "attributeDefinitions": [
                        { "attributeName": "warehouse", "attributeType": "S" },
                        { "attributeName": "sku", "attributeType": "S" },
                        { "attributeName": "on_hand", "attributeType": "N" },
                    ],
                    "keySchema": [hash("warehouse"), range("sku")],
                    "billingMode": "PROVISIONED",
                    "tableClass": "STANDARD_INFREQUENT_ACCESS",
                    "tags": [{ "key": "team", "value": "stock" }],
                },
                "traits": [
                    { "type": "dynamodb-streams", "properties": { "enabled": true, "viewType": "KEYS_ONLY" } },
                    {
                        "type": "dynamodb-protection",
                        "properties": { "deletionProtection": true, "pointInTimeRecovery": true },
                    },
                    {
                        "type": "dynamodb-encryption",
                        "properties": { "enabled": true, "sseType": "KMS", "kmsKeyId": "alias/catalogue" },
                    },
                    { "type": "dynamodb-ttl", "properties": { "enabled": true, "attributeName": "expires_at" } },
                    { "type": "dynamodb-provisioned-capacity", "properties": capacity },
                    {
                        "type": "dynamodb-global-index",
                        "properties": { "indexes": [{
                            "indexName": "by-sku",
                            "keySchema": [hash("sku"), range("warehouse")],
                            "projection": projection,
                            "provisionedThroughput": capacity,
                        }] },
                    },
                    {
                        "type": "dynamodb-local-index",
                        "properties": { "indexes": [{
                            "indexName": "by-on-hand",
                            "keySchema": [hash("warehouse"), range("on_hand")],
                            "projection": { "projectionType": "ALL" },
                        }] },
                    },
                ],
            })
        );
    }

    #[test]
    fn a_key_of_several_attributes_is_in_one_key_schema() {
        let mut manifest = restless();
        manifest.topic.table.schema.indexes = samples::index_of_places();
        let application = application_of(manifest, None);
        let traits = application["spec"]["components"][0]["traits"].as_array().unwrap();
        let indexes = traits.iter().find(|of| of["type"] == "dynamodb-global-index").unwrap();
        let keys = indexes["properties"]["indexes"][0]["keySchema"].as_array().unwrap().iter();
        let keys: Vec<_> =
            keys.map(|key| (key["attributeName"].as_str().unwrap(), key["keyType"].as_str().unwrap())).collect();
        assert_eq!(keys, [("continent", "HASH"), ("country", "HASH"), ("rank", "RANGE"), ("id", "RANGE")]);
    }

    #[test]
    fn a_table_without_settings_has_no_stream_and_an_aws_owned_key() {
        let application = application_of(samples::orders_to_totals(), None);
        let components = application["spec"]["components"].as_array().unwrap();
        // With the SDK there is a ledger too.
        let totals = components.iter().find(|component| component["name"] == "totals").unwrap();
        assert_eq!(components[0]["name"], "orders");
        assert!(totals["properties"].get("region").is_none());
        let traits = totals["traits"].as_array().unwrap();
        assert_eq!(traits.len(), 3);
        assert_eq!(traits[0], json!({ "type": "dynamodb-streams", "properties": { "enabled": false } }));
        assert_eq!(traits[2], json!({ "type": "dynamodb-encryption", "properties": { "enabled": false } }));
    }

    #[test]
    fn an_external_table_is_not_a_component() {
        assert_eq!(application_of(of_legacy(), None)["spec"]["components"], json!([]));
    }
}
