//! The read models as an application of each platform.

use boon::{Compiler, Schemas};
use statetopic::manifest::Manifest;
use statetopic::schema::Encryption;

use super::*;
use crate::project::samples::{self, of_legacy, restless, subscribers, with_ledger};
use crate::synth::stack::stack;

fn application_of(manifest: Manifest, region: Option<&str>) -> Value {
    application(&deployment(manifest), Platform::Plain, None, region).unwrap()
}

fn deployment(manifest: Manifest) -> Deployment {
    stack(&subscribers([manifest]), &[]).unwrap().deployment
}

/// The application for a platform, or why there is none.
fn on(platform: Platform, manifest: Manifest) -> Result<Value, String> {
    named(platform, manifest, None)
}

fn named(platform: Platform, manifest: Manifest, names: Option<&Path>) -> Result<Value, String> {
    application(&deployment(manifest), platform, names, Some("eu-central-1")).map_err(|error| error.to_string())
}

/// A table with every setting that each platform has.
fn catalogue() -> Manifest {
    let mut manifest = restless();
    manifest.topic.table.schema.settings.point_in_time_recovery = Some(35);
    manifest
}

/// Checks an application by the parameters of the platform's definitions.
fn validate(platform: Platform, application: &Value) -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/oam");
    let path = folder.join(format!("{}.schema.json", platform.as_str()));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
    compiler.add_resource("application.json", schema).unwrap();
    let index = compiler.compile("application.json", &mut schemas).unwrap();
    schemas.validate(application, index).map_err(|error| error.to_string())
}

const PLATFORMS: [Platform; 3] = [Platform::Plain, Platform::Xp, Platform::Kro];

#[test]
fn each_platform_gets_the_parameters_of_its_definitions() {
    for platform in PLATFORMS {
        let tables =
            [catalogue(), samples::orders_to_totals(), with_ledger(samples::writes_behind_a_queue()), at_rest()];
        for manifest in tables {
            let application = on(platform, manifest).unwrap();
            validate(platform, &application).unwrap_or_else(|error| panic!("{platform:?} {application:#}: {error}"));
            // And not those of another.
            for other in PLATFORMS.into_iter().filter(|other| *other != platform) {
                validate(other, &application).unwrap_err();
            }
        }
    }
}

/// A table that AWS's own key encrypts.
fn at_rest() -> Manifest {
    let mut manifest = samples::stamp("a");
    manifest.topic.table.schema.settings.encryption = Encryption::AwsManaged;
    manifest
}

#[test]
fn a_parameter_that_is_missing_or_unknown_is_seen() {
    for platform in [Platform::Xp, Platform::Kro] {
        let application = on(platform, catalogue()).unwrap();
        let component = "/spec/components/0";
        for (place, name) in [
            ("/properties", "region"),
            ("/properties", "keySchema"),
            ("/properties", "attributeDefinitions"),
            ("/traits/0/properties", "enabled"),
            ("/traits/4/properties", "readCapacityUnits"),
        ] {
            let mut damaged = application.clone();
            let object = damaged.pointer_mut(&format!("{component}{place}")).and_then(Value::as_object_mut).unwrap();
            let value = object.remove(name).unwrap();
            object.insert(format!("{name}s"), value);
            validate(platform, &damaged).expect_err(name);
        }
    }
    let mut without_name = on(Platform::Kro, catalogue()).unwrap();
    without_name["spec"]["components"][0]["properties"].as_object_mut().unwrap().remove("tableName").unwrap();
    validate(Platform::Kro, &without_name).unwrap_err();
}

#[test]
fn kro_has_indexes_in_the_component_and_crossplane_in_traits() {
    let xp = &on(Platform::Xp, catalogue()).unwrap()["spec"]["components"][0];
    let kro = &on(Platform::Kro, catalogue()).unwrap()["spec"]["components"][0];
    let types = |component: &Value| -> Vec<String> {
        let traits = component["traits"].as_array().unwrap().iter();
        traits.map(|of| of["type"].as_str().unwrap().to_owned()).collect()
    };
    let common = ["streams", "protection", "encryption", "ttl", "provisioned-capacity"];
    let suffixed = |names: &[&str], suffix: &str| -> Vec<String> {
        names.iter().map(|name| format!("dynamodb-{name}-{suffix}")).collect()
    };
    assert_eq!(types(kro), suffixed(&common, "kro"));
    assert_eq!(types(xp), suffixed(&[&common[..], &["global-index", "local-index"]].concat(), "xp"));
    assert_eq!(
        (&kro["type"], &kro["properties"]["tableName"], &xp["type"], &xp["name"]),
        (&json!("aws-dynamodb-kro"), &json!("catalogue"), &json!("aws-dynamodb-xp"), &json!("catalogue"))
    );
    assert_eq!(kro["properties"]["globalSecondaryIndexes"], xp["traits"][5]["properties"]["indexes"]);
    assert_eq!(kro["properties"]["localSecondaryIndexes"], xp["traits"][6]["properties"]["indexes"]);
    assert_eq!(kro["properties"]["globalSecondaryIndexes"][0]["provisionedThroughput"]["readCapacityUnits"], 5);
    assert!(xp["properties"].get("tableName").is_none() && xp["properties"].get("globalSecondaryIndexes").is_none());
}

#[test]
fn what_a_definition_cannot_say_is_refused_with_the_reason() {
    let places = || {
        let mut manifest = catalogue();
        manifest.topic.table.schema.indexes = samples::index_of_places();
        manifest
    };
    let refused = on(Platform::Xp, places()).unwrap_err();
    assert!(
        refused.contains(
            "`Article` on the platform `xp`: the index `by-place` has 2 attributes in its partition key and 2"
        ) && refused.contains("takes the first two elements of a key schema only; use one attribute a side"),
        "{refused}"
    );
    for platform in [Platform::Plain, Platform::Kro] {
        validate(platform, &on(platform, places()).unwrap()).unwrap();
    }
    for platform in [Platform::Xp, Platform::Kro] {
        let refused = on(platform, restless()).unwrap_err();
        let expected = format!("`dynamodb-protection-{}` enables point-in-time recovery of 35 days", platform.as_str());
        assert!(
            refused.contains(&expected) && refused.contains("instead of `point_in_time_recovery = 7`"),
            "{refused}"
        );
        let mut named = catalogue();
        "Catalogue_2".clone_into(&mut named.topic.table.schema.table);
        let refused = on(platform, named).unwrap_err();
        assert!(refused.contains("and `Catalogue_2` cannot be its name; give the table a name"), "{refused}");
    }
    for platform in PLATFORMS {
        let refused = on(platform, samples::of_global_table("a")).unwrap_err();
        assert!(refused.contains("is a table in one Region, and `replicas` asks for others"), "{refused}");
    }
}

#[test]
fn a_platform_of_ones_own_has_its_names_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("names.yaml");
    let with = |text: &str, manifest| {
        std::fs::write(&path, text).unwrap();
        named(Platform::Kro, manifest, Some(&path))
    };
    let names =
        "component: our-table\ntraits:\n  streams: our-streams\n  ttl: our-expiry\ntables:\n  catalogue: articles\n";
    let application = with(names, catalogue()).unwrap();
    let component = &application["spec"]["components"][0];
    assert_eq!((&component["type"], &component["name"]), (&json!("our-table"), &json!("articles")));
    assert_eq!(component["properties"]["tableName"], "articles");
    let types: Vec<_> = component["traits"].as_array().unwrap().iter().map(|of| of["type"].as_str().unwrap()).collect();
    let rest =
        ["dynamodb-protection-kro", "dynamodb-encryption-kro", "our-expiry", "dynamodb-provisioned-capacity-kro"];
    assert_eq!(types, [&["our-streams"][..], &rest].concat());
    for (text, problem) in [
        ("component: 7\n", "this is not a file with names: invalid type: integer `7`"),
        ("traits:\n  stream: ours\n", "unknown variant `stream`, expected one of `streams`"),
        ("tables:\n  catalog: articles\n", "no subscriber uses a table `catalog`; did you mean `catalogue`?"),
        ("tables: [\n", "names.yaml:"),
        ("tables:\n  catalogue: Articles\n", "`Articles` cannot be its name"),
    ] {
        let error = with(text, catalogue()).unwrap_err();
        assert!(error.contains(problem), "{text}: {error}");
    }
    let one_name = "tables:\n  orders: ours\n  totals: ours\n";
    let error = with(one_name, samples::orders_to_totals()).unwrap_err();
    assert!(error.contains("the tables `orders` and `totals` have one name on the platform"), "{error}");
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
                    "properties": { "deletionProtection": true, "pointInTimeRecovery": true, "recoveryPeriodInDays": 7 },
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
