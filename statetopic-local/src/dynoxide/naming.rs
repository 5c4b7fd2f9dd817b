//! What the engine says of regions, accounts and labels, as AWS says it.

use serde_json::Value;

use crate::REGION;
use crate::naming::{ACCOUNT, iso_label, stream_arn};

/// Renames what a table's description says about regions, accounts and labels.
pub(super) fn rename(description: &mut Value) {
    match description {
        Value::Object(members) => {
            if let Some(Value::String(label)) = members.get_mut("LatestStreamLabel") {
                *label = iso_label(label);
            }
            members.values_mut().for_each(rename);
        }
        Value::Array(elements) => elements.iter_mut().for_each(rename),
        Value::String(text) => {
            if let Some(renamed) = renamed_arn(text) {
                *text = renamed;
            }
        }
        _ => {}
    }
}

/// An ARN of dynoxide's as AWS's.
fn renamed_arn(text: &str) -> Option<String> {
    let own = dynoxide::streams::table_arn("");
    let resource = text.strip_prefix(&own)?;
    Some(match resource.split_once("/stream/") {
        Some((table, label)) => stream_arn(table, &iso_label(label)),
        None => format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{resource}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_in_a_description_name_a_region_and_an_account_of_aws_s() {
        let mut description = serde_json::json!({
            "Table": {
                "TableArn": "arn:aws:dynamodb:dynoxide:000000000000:table/orders",
                "LatestStreamArn": "arn:aws:dynamodb:dynoxide:000000000000:table/orders/stream/0.000000000",
                "LatestStreamLabel": "0.000000000",
                "TableName": "orders",
            }
        });
        rename(&mut description);
        assert_eq!(
            description,
            serde_json::json!({
                "Table": {
                    "TableArn": "arn:aws:dynamodb:eu-north-1:123456789012:table/orders",
                    "LatestStreamArn":
                        "arn:aws:dynamodb:eu-north-1:123456789012:table/orders/stream/1970-01-01T00:00:00.000",
                    "LatestStreamLabel": "1970-01-01T00:00:00.000",
                    "TableName": "orders",
                }
            })
        );
    }
}
