//! A table as a component with its traits, by the parameters of the platform's definitions.

use serde_json::{Value, json};
use statetopic::plan::TablePlan;
use statetopic::schema::{IndexSchema, IndexScope, KeyElement, KeyType, Projection, TableSchema, TableSettings};

use super::Target;
use super::platform::{Platform, TraitKind};
use crate::synth::names::component;
use crate::synth::table;

pub(super) fn of(plan: &TablePlan, target: &Target<'_>) -> Value {
    json!({
        "name": component(target.names.table(&plan.table.schema.table)),
        "type": target.names.component(target.platform),
        "properties": properties(&plan.table.schema, target),
        "traits": traits(plan, target),
    })
}

fn properties(schema: &TableSchema<String>, target: &Target<'_>) -> Value {
    let settings = &schema.settings;
    let mut properties = json!({
        "attributeDefinitions": schema.attribute_definitions().iter().map(definition).collect::<Vec<_>>(),
        "keySchema": key_schema(schema.key_schema()),
        "billingMode": table::billing_mode(settings),
        "tableClass": settings.class,
    });
    if let Some(region) = target.region {
        properties["region"] = region.into();
    }
    if !settings.tags.is_empty() {
        properties["tags"] = settings.tags.iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
    }
    match target.platform {
        Platform::Plain | Platform::Xp => {}
        Platform::Kro => {
            properties["tableName"] = target.names.table(&schema.table).into();
            let scopes = [IndexScope::Global, IndexScope::Local];
            for (scope, name) in scopes.into_iter().zip(["globalSecondaryIndexes", "localSecondaryIndexes"]) {
                if let Some(indexes) = indexes(schema, scope) {
                    properties[name] = indexes;
                }
            }
        }
    }
    properties
}

fn traits(TablePlan { table, view, .. }: &TablePlan, target: &Target<'_>) -> Value {
    let (schema, settings) = (&table.schema, &table.schema.settings);
    let streams = match view {
        Some(view) => json!({ "enabled": true, "viewType": view }),
        None => json!({ "enabled": false }),
    };
    let mut traits = vec![
        (TraitKind::Streams, streams),
        (TraitKind::Protection, protection(settings, target.platform)),
        (TraitKind::Encryption, encryption(settings)),
    ];
    if let Some(attribute) = &schema.ttl {
        traits.push((TraitKind::Ttl, json!({ "enabled": true, "attributeName": attribute })));
    }
    if let Some(units) = table::provisioned(settings) {
        traits.push((TraitKind::ProvisionedCapacity, capacity(units)));
    }
    match target.platform {
        Platform::Plain | Platform::Xp => {
            for (scope, kind) in
                [(IndexScope::Global, TraitKind::GlobalIndex), (IndexScope::Local, TraitKind::LocalIndex)]
            {
                traits.extend(indexes(schema, scope).map(|indexes| (kind, json!({ "indexes": indexes }))));
            }
        }
        // They are properties of the component.
        Platform::Kro => {}
    }
    let of_type = |(kind, properties): (TraitKind, Value)| {
        let mut found = json!({ "type": target.names.of_trait(target.platform, kind) });
        found["properties"] = properties;
        found
    };
    traits.into_iter().map(of_type).collect()
}

fn protection(settings: &TableSettings<String>, platform: Platform) -> Value {
    let recovery = settings.point_in_time_recovery;
    let mut protection = json!({
        "deletionProtection": settings.deletion_protection,
        "pointInTimeRecovery": recovery.is_some(),
    });
    match (platform, recovery) {
        (Platform::Plain, Some(days)) => protection["recoveryPeriodInDays"] = days.into(),
        // The definitions take no number: what they cannot say is refused.
        (Platform::Plain | Platform::Xp | Platform::Kro, _) => {}
    }
    protection
}

fn encryption(settings: &TableSettings<String>) -> Value {
    match (table::customer_key(settings), table::is_encrypted_by_kms(settings)) {
        (Some(key), _) => json!({ "enabled": true, "sseType": "KMS", "kmsKeyId": key }),
        (None, true) => json!({ "enabled": true, "sseType": "KMS" }),
        (None, false) => json!({ "enabled": false }),
    }
}

fn definition(attribute: &KeyElement<String>) -> Value {
    json!({ "attributeName": attribute.name, "attributeType": attribute.scalar_type })
}

fn key_schema<'a>(elements: impl Iterator<Item = (&'a KeyElement<String>, KeyType)>) -> Value {
    elements.map(|(element, kind)| json!({ "attributeName": element.name, "keyType": kind.as_str() })).collect()
}

fn capacity((read, write): (u32, u32)) -> Value {
    json!({ "readCapacityUnits": read, "writeCapacityUnits": write })
}

/// The indexes of a scope, if there are any.
fn indexes(schema: &TableSchema<String>, scope: IndexScope) -> Option<Value> {
    let indexes = schema.indexes.iter().filter(|index| index.scope == scope);
    let indexes: Vec<Value> = indexes.map(|found| index(found, &schema.settings)).collect();
    (!indexes.is_empty()).then(|| indexes.into())
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
