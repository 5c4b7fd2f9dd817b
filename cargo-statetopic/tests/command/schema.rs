//! The manifest's JSON schema, `docs/manifest.schema.json`: it follows from the types, and another validator reads each
//! example's manifest by it.
//!
//! `UPDATE_SCHEMA=1 cargo test -p cargo-statetopic --test command schema` writes the file anew.

use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};
use statetopic::manifest::{Manifest, json_schema};

use super::manifest;
use super::support::{of_example, run};

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/manifest.schema.json")
}

/// The committed schema, compiled.
struct Validator {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Validator {
    fn new() -> Self {
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(committed()).unwrap()).unwrap();
        let (mut compiler, mut schemas) = (Compiler::new(), Schemas::new());
        compiler.add_resource("manifest.schema.json", schema).unwrap();
        let index = compiler.compile("manifest.schema.json", &mut schemas).unwrap();
        Self { schemas, index }
    }

    fn validate(&self, manifest: &Value) -> Result<(), String> {
        self.schemas.validate(manifest, self.index).map_err(|error| error.to_string())
    }
}

#[test]
fn the_committed_schema_is_that_of_the_types() {
    let schema = serde_json::to_string_pretty(&json_schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(committed(), &schema).unwrap();
    }
    let written = std::fs::read_to_string(committed()).unwrap();
    assert!(
        written == schema,
        "docs/manifest.schema.json differs from the types; write it anew with `UPDATE_SCHEMA=1`"
    );
}

#[test]
fn the_manifest_of_each_example_is_valid() {
    let validator = Validator::new();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    for example in std::fs::read_dir(&examples).unwrap() {
        let name = example.unwrap().file_name().into_string().unwrap();
        let ended = run(of_example("list", &name).arg("--json"));
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let manifests: Vec<Value> = serde_json::from_str(&ended.out).unwrap();
        assert!(!manifests.is_empty(), "{name}");
        for manifest in manifests {
            validator.validate(&manifest).unwrap_or_else(|error| panic!("{}: {error}", manifest["id"]));
        }
    }
}

/// What is wrong, where, and the value there.
fn damages() -> Vec<(&'static str, Value)> {
    vec![
        ("/version", json!(1)),
        ("/input", json!("streams")),
        ("/mapping/via", json!("kinesis")),
        ("/mapping/starting_position", json!("AT_TIMESTAMP")),
        ("/mapping/on_failure", json!({ "kafka": "failed" })),
        ("/mapping/batch_size", json!("100")),
        ("/mapping/batch_size", json!(-1)),
        ("/settings/architecture", json!("riscv64")),
        ("/settings/reserved_concurrency", json!(-1)),
        ("/settings/capacity_provider", json!(["jobs"])),
        ("/topic/view", json!("ALL_IMAGES")),
        ("/topic/table/schema/partition_key/type", json!("BOOL")),
        ("/topic/table/schema/settings/billing", json!("FREE")),
        ("/topic/table/schema/settings/encryption", json!("NONE")),
        ("/filter/arms/0/event", json!("DELETE")),
        ("/location", json!({ "file": "src/main.rs", "line": 1, "column": 1 })),
    ]
}

#[test]
fn a_damaged_manifest_is_refused_by_the_schema_and_by_the_library() {
    let (validator, whole) = (Validator::new(), serde_json::to_value(manifest()).unwrap());
    validator.validate(&whole).unwrap();
    let refused = |damaged: &Value, damage: &str| {
        validator.validate(damaged).expect_err(damage);
        Manifest::from_json(&damaged.to_string()).expect_err(damage);
    };
    for (place, value) in damages() {
        let mut damaged = whole.clone();
        *damaged.pointer_mut(place).unwrap() = value;
        refused(&damaged, place);
    }
    for (place, value) in [("/mapping/batch_size", 0), ("/mapping/max_age", 59), ("/settings/timeout", 5_401)] {
        let mut out_of_range = whole.clone();
        *out_of_range.pointer_mut(place).unwrap() = value.into();
        validator.validate(&out_of_range).expect_err(place);
    }
    for (holder, name) in [("", "id"), ("/mapping", "via"), ("/topic", "view"), ("/topic/table", "schema")] {
        let mut damaged = whole.clone();
        damaged.pointer_mut(holder).and_then(Value::as_object_mut).unwrap().remove(name).unwrap();
        refused(&damaged, name);
    }
}
