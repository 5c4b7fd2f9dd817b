//! Errors about tables and their settings.

use super::unknown;
use crate::spelling::nearest;

pub(crate) fn missing_table(model: &str) -> String {
    format!("missing `table`; write `#[read_model(table = \"{}\")]`", kebab(model))
}

pub(crate) fn missing_read_model(model: &str) -> String {
    format!("`{model}` is not a read model; write `#[read_model(table = \"{}\")]` on the struct", kebab(model))
}

pub(crate) fn table_not_a_string() -> &'static str {
    "the name of a table is a string; write `table = \"…\"`"
}

/// Source: AWS's naming rules, see `statetopic::environment`.
pub(crate) fn table_name_range() -> &'static str {
    "the name of a table has 3 to 255 characters of `a-z`, `A-Z`, `0-9`, `_`, `-`, `.`; choose such a name"
}

pub(crate) fn unknown_billing(written: &str, modes: &[&str]) -> String {
    unknown(&format!("billing `{written}`"), nearest(written, &without_arguments(modes)), modes)
}

pub(crate) fn provisioned_form() -> &'static str {
    "provisioned capacity needs `read` and `write`; write e.g. `provisioned(read = 5, write = 5)`"
}

/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ProvisionedThroughput.html>
pub(crate) fn capacity_range() -> &'static str {
    "`read` and `write` are at least 1 capacity unit; choose a number from 1 to 4294967295"
}

/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PointInTimeRecoverySpecification.html>
pub(crate) fn recovery_range() -> &'static str {
    "`point_in_time_recovery` is 1 to 35 days; write a number in that range, e.g. `point_in_time_recovery = 7`"
}

pub(crate) fn unknown_encryption(written: &str, keys: &[&str]) -> String {
    unknown(&format!("encryption `{written}`"), nearest(written, &without_arguments(keys)), keys)
}

/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SSESpecification.html>
pub(crate) fn kms_key_form() -> &'static str {
    "a customer managed key is an alias, an id or an ARN; write e.g. `kms(\"alias/orders\")`, or `KMS` for the AWS \
     managed key"
}

pub(crate) fn unknown_class(written: &str, classes: &[&str]) -> String {
    unknown(&format!("class `{written}`"), nearest(written, classes), classes)
}

pub(crate) fn replicas_form() -> &'static str {
    "`replicas` takes Regions; write e.g. `replicas(\"eu-west-1\", \"us-east-1\")`"
}

pub(crate) fn duplicate_replica(region: &str) -> String {
    format!("duplicate replica in `{region}`; keep one")
}

pub(crate) fn tags_form() -> &'static str {
    "`tags` takes keys with values; write e.g. `tags(team = \"stock\", \"cost-center\" = \"42\")`"
}

/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html>
pub(crate) fn tag_key_range() -> &'static str {
    "the key of a tag has 1 to 128 letters, digits, spaces and `+-=._:/@`, and does not begin with `aws:`; choose \
     such a key"
}

/// Source: as above.
pub(crate) fn tag_value_range() -> &'static str {
    "the value of a tag has at most 256 letters, digits, spaces and `+-=._:/@`; choose such a value"
}

/// Source: as above.
pub(crate) fn too_many_tags() -> &'static str {
    "a table has at most 50 tags; remove some"
}

pub(crate) fn duplicate_tag(key: &str) -> String {
    format!("duplicate tag `{key}`; keep one")
}

/// The forms without arguments, which an error may suggest.
fn without_arguments<'a>(forms: &[&'a str]) -> Vec<&'a str> {
    forms.iter().copied().filter(|form| !form.contains('(')).collect()
}

/// `inventory-level` of `InventoryLevel`.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(character.to_lowercase());
    }
    // A table name has at least three characters.
    if kebab.chars().count() < 3 { format!("{kebab}-table") } else { kebab }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_suggested_after_its_model() {
        assert_eq!(kebab("InventoryLevel"), "inventory-level");
        assert_eq!(kebab("Order"), "order");
    }
}
