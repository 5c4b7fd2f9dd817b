//! Errors about the attributes of serde.

use super::unknown;
use crate::spelling::nearest;

/// The attributes of serde for enums.
const FOR_ENUMS: [&str; 6] =
    ["content", "untagged", "variant_identifier", "field_identifier", "rename_all_fields", "other"];

/// A rejected attribute of a read model. Attributes of later versions of serde are rejected too, because they could be
/// misread.
pub(crate) fn serde_rejected_container(attribute: &str, taken: &[&str]) -> String {
    let reason = match attribute {
        "default" => {
            return "`#[serde(default)]` on the struct cannot be copied to the images; put `#[serde(default)]` on the \
                    fields that may be missing"
                .to_owned();
        }
        "deny_unknown_fields" => "a row written by a later version has more attributes; remove it",
        "from" | "try_from" | "into" => {
            "a row is read and written field by field; remove it, and make the other type the read model or convert \
             where you need it"
        }
        "remote" => {
            "the derives would be for another type; remove it, and copy the fields of that type to the read model"
        }
        "transparent" => "a row is a map of its fields; remove it",
        "tag" => "the struct's name would be an attribute that no field holds; remove it, and add a field for it",
        "expecting" => "errors name the attribute and its type instead; remove it",
        for_enums if FOR_ENUMS.contains(&for_enums) => "it is for an enum; remove it",
        other => return unknown(&format!("serde attribute `{other}`"), nearest(other, taken), taken),
    };
    format!("`#[serde({attribute})]` is not supported on a read model: {reason}")
}

/// A rejected attribute of a map within a row.
pub(crate) fn serde_rejected_map(attribute: &str) -> String {
    let reason = match attribute {
        "from" | "try_from" | "into" => "serde reads and writes another type; derive `MapAttribute` for that one",
        "remote" => "serde's derives are for another type; remove it, and derive `MapAttribute` for that one",
        "transparent" => "serde writes the field alone, without a map around it; remove one of the two",
        _ => "its effect on a map is unknown; remove it",
    };
    format!("`#[serde({attribute})]` is not supported with `MapAttribute`: {reason}")
}

/// A rejected attribute of a field.
pub(crate) fn serde_rejected_field(attribute: &str, taken: &[&str]) -> String {
    let reason = match attribute {
        "borrow" => "a row owns its values; use an owned type, such as `String` for `&str`",
        "getter" => "it reads a private field of another crate's struct; remove it",
        other => return unknown(&format!("serde attribute `{other}`"), nearest(other, taken), taken),
    };
    format!("`#[serde({attribute})]` is not supported on a field of a read model: {reason}")
}

/// The conversion of a decimal beside an `Option`, or the one of an `Option` without it.
pub(crate) fn decimal_of_another_type(path: &str, is_option: bool, right: &str) -> String {
    let (takes, field) = match is_option {
        true => ("a `Decimal`", "an `Option`"),
        false => ("an `Option<Decimal>`", "not an `Option`"),
    };
    format!("`{path}` converts {takes} and this field is {field}; write `\"{right}\"`")
}

pub(crate) fn serde_two_names(attribute: &str) -> String {
    format!("`{attribute}` must be the same for serialization and deserialization; write `{attribute} = \"…\"`")
}

pub(crate) fn serde_unknown_case(written: &str, cases: &[&str]) -> String {
    unknown(&format!("case `{written}`"), nearest(written, cases), cases)
}
