//! The text of a template: the same bytes for the same stack.

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use serde_json::Value;

use crate::error::Error;

/// The language of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Yaml,
    Json,
}

/// The text of a template.
pub(crate) fn text(template: &Value, language: Language) -> Result<String, Error> {
    let failed = |error: String| Error::refused(format!("cannot write the template: {error}"));
    match language {
        Language::Yaml => {
            let options = serde_saphyr::ser_options! { prefer_block_scalars: false, compact_list_indent: false };
            serde_saphyr::to_string_with_options(&Ordered(template), options).map_err(|error| failed(error.to_string()))
        }
        Language::Json => {
            let json = serde_json::to_string_pretty(&Ordered(template)).map_err(|error| failed(error.to_string()))?;
            Ok(json + "\n")
        }
    }
}

/// A value that serializes the members of objects in reading order: those in `FIRST`, then by name.
struct Ordered<'a>(&'a Value);

const FIRST: [&str; 20] = [
    "AWSTemplateFormatVersion",
    "apiVersion",
    "kind",
    "metadata",
    "name",
    "type",
    "Description",
    "Type",
    "Parameters",
    "Conditions",
    "Resources",
    "Version",
    "Sid",
    "Effect",
    "Principal",
    "Action",
    "Resource",
    "Condition",
    "DeletionPolicy",
    "UpdateReplacePolicy",
];

fn rank(name: &str) -> usize {
    FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len())
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(members) => {
                let mut names: Vec<&String> = members.keys().collect();
                names.sort_by_key(|name| (rank(name), *name));
                let mut map = serializer.serialize_map(Some(names.len()))?;
                for name in names {
                    map.serialize_entry(name, &Ordered(&members[name]))?;
                }
                map.end()
            }
            Value::Array(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    list.serialize_element(&Ordered(value))?;
                }
                list.end()
            }
            other => other.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_in_reading_order() {
        let template = json!({ "Resources": { "B": { "Properties": { "Z": 1, "A": [] }, "Type": "T" }, "A": {} }, "Parameters": {} });
        let yaml = "Parameters: {}\nResources:\n  A: {}\n  B:\n    Type: T\n    Properties:\n      A: []\n      Z: 1\n";
        assert_eq!(text(&template, Language::Yaml).unwrap(), yaml);
        assert!(text(&template, Language::Json).unwrap().ends_with("}\n"));
    }

    #[test]
    fn texts_that_yaml_would_read_as_another_type_are_quoted() {
        for tricky in
            ["2012-10-17", "yes", "on", "0123", "1e3", "null", "~", "12:30:00", "", "*", "1_000", "!x", "a: b"]
        {
            let yaml = text(&json!({ "key": tricky }), Language::Yaml).unwrap();
            assert_eq!(yaml, format!("key: \"{tricky}\"\n"));
        }
    }
}
