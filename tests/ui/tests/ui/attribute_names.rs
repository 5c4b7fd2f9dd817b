//! The attribute names of the schema are those that serde writes.

use serde_json::Value;
use statetopic::ReadModel;
use statetopic::prelude::*;

/// The top-level names that serde writes.
fn written<M: Serialize>(model: &M) -> Vec<String> {
    match serde_json::to_value(model) {
        Ok(Value::Object(members)) => members.into_iter().map(|(name, _)| name).collect(),
        other => panic!("a model is written as an object, not as {other:?}"),
    }
}

fn sorted<T: Into<String>>(names: impl IntoIterator<Item = T>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().map(Into::into).collect();
    names.sort();
    names
}

/// A model with field names that the cases treat differently, compared with what serde writes of it.
macro_rules! case {
    ($test:ident $($case:literal)?) => {
        #[test]
        fn $test() {
            #[read_model(table = "rows")]
            #[state_topic(view = NEW_AND_OLD_IMAGES)]
            #[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
            $(#[serde(rename_all = $case)])?
            #[expect(non_snake_case, reason = "serde takes a name as it is")]
            struct Row {
                #[partition_key]
                warehouse_id: String,
                #[sort_key]
                sku: String,
                on_hand: u32,
                last_seen_at_2: u32,
                x2_y: u32,
                _private: u32,
                trailing_: u32,
                two__underscores: u32,
                mixedCase: u32,
                größe: u32,
                r#type: u32,
                #[serde(rename = "Given Name")]
                renamed: u32,
                #[added]
                reserved_until: Option<u32>,
                #[serde(default)]
                defaulted_value: u32,
                #[serde(skip)]
                skipped_value: u32,
                #[ttl]
                expires_at: Option<EpochSeconds>,
            }

            let a = Row::ATTRIBUTES;
            let typed = [
                a.warehouse_id.name(),
                a.sku.name(),
                a.on_hand.name(),
                a.last_seen_at_2.name(),
                a.x2_y.name(),
                a._private.name(),
                a.trailing_.name(),
                a.two__underscores.name(),
                a.mixedCase.name(),
                a.größe.name(),
                a.r#type.name(),
                a.renamed.name(),
                a.reserved_until.name(),
                a.defaulted_value.name(),
                a.expires_at.name(),
            ];
            let row = Row::default();
            let written = written(&row);
            assert_eq!(sorted(typed), sorted(written.clone()));

            let schema = Row::SCHEMA;
            assert_eq!(schema.partition_key.name, a.warehouse_id.name());
            assert_eq!(schema.sort_key.map(|key| key.name), Some(a.sku.name()));
            assert_eq!(schema.ttl, Some(a.expires_at.name()));
            assert!(written.iter().any(|name| name == schema.partition_key.name));

            // What serde writes of the model is what an image is read from.
            let json = serde_json::to_value(&row).unwrap();
            let image: RowNewImage = serde_json::from_value(json).unwrap();
            assert_eq!(image, RowNewImage::from(row));
        }
    };
}

/// The lints of this workspace, of which clippy's are pedantic, find nothing in what the defaults become.
#[test]
fn what_serde_does_not_write_is_read_back() {
    #[read_model(table = "rows")]
    #[state_topic(view = NEW_AND_OLD_IMAGES)]
    #[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
    struct Row {
        #[partition_key]
        id: String,
        #[added(default = Some(3))]
        #[serde(skip_serializing_if = "Option::is_none")]
        priority: Option<u32>,
        #[added(default = "NOK".to_owned())]
        #[serde(skip_serializing)]
        currency: String,
        #[added(default)]
        #[serde(skip_serializing_if = "Vec::is_empty")]
        lines: Vec<u32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        #[serde(skip_deserializing)]
        cached: u32,
    }

    let row = Row { currency: "EUR".to_owned(), ..Row::default() };
    assert_eq!(sorted(written(&row)), ["cached", "id"]);
    let image: RowNewImage = serde_json::from_value(serde_json::to_value(&row).unwrap()).unwrap();
    let expected = Row { priority: Some(3), currency: "NOK".to_owned(), ..Row::default() };
    assert_eq!(Row::from(image), expected);
}

case!(without_a_case);
case!(lowercase "lowercase");
case!(uppercase "UPPERCASE");
case!(pascal_case "PascalCase");
case!(camel_case "camelCase");
case!(snake_case "snake_case");
case!(screaming_snake_case "SCREAMING_SNAKE_CASE");
case!(kebab_case "kebab-case");
case!(screaming_kebab_case "SCREAMING-KEBAB-CASE");
