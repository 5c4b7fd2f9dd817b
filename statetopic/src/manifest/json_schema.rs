//! The JSON schema of a manifest, which follows from its types.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};
use serde_json::Value;

use super::Manifest;
use crate::subscriber::{FunctionSettings, MappingSettings, NumberSetting};

/// The JSON schema of a [`Manifest`], with the first paragraph of each item's documentation.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Manifest>();
    RecursiveTransform(first_paragraph).transform(&mut schema);
    let mut schema = schema.to_value();
    let mapping = MappingSettings::<String>::lambda_defaults().numbers();
    let function = FunctionSettings::new().numbers().into_iter();
    let managed = FunctionSettings::new().with_capacity_provider("any").numbers();
    // A schema does not tell the two apart.
    let function = function.zip(managed).map(|(plain, managed)| NumberSetting {
        range: *plain.range.start().min(managed.range.start())..=*plain.range.end().max(managed.range.end()),
        ..plain
    });
    let mapping = mapping.into_iter().map(|setting| ("MappingSettings", setting));
    for (name, NumberSetting { name: setting, range, .. }) in
        mapping.chain(function.map(|setting| ("FunctionSettings", setting)))
    {
        let number = &mut schema["$defs"][name]["properties"][setting];
        number["minimum"] = (*range.start()).into();
        number["maximum"] = (*range.end()).into();
    }
    schema
}

fn first_paragraph(schema: &mut Schema) {
    if let Some(Value::String(description)) = schema.get_mut("description")
        && let Some(end) = description.find("\n\n")
    {
        description.truncate(end);
    }
}
