//! Errors about `#[derive(KeyAttribute)]`.

pub(crate) fn key_of_another_item() -> &'static str {
    "`KeyAttribute` is derived for a tuple struct of one field or an enum of unit variants, without parameters; implement \
     the trait by hand for other types"
}

pub(crate) fn key_without_variant(name: &str) -> String {
    format!("`{name}` has no variant, and so no value; add one")
}

pub(crate) fn key_variant_with_fields(variant: &str) -> String {
    format!("a key is one value, and `{variant}` has fields; remove them, or implement `KeyAttribute` by hand")
}

pub(crate) fn same_variant_name(name: &str, holder: &str) -> String {
    format!("duplicate name `{name}`; `{holder}` already has it, and two keys would be one, rename one of them")
}

pub(crate) fn empty_variant_name() -> &'static str {
    "a key cannot be empty; give the variant's name at least one character"
}

pub(crate) fn name_not_a_group_id(name: &str) -> String {
    format!("`{name}` is not a message group id, which has 1 to 100 printable ASCII characters; `rename` the variant")
}

/// A rejected attribute of serde's on an enum that is a key.
pub(crate) fn serde_rejected_key_enum(attribute: &str) -> String {
    let reason = match attribute {
        "from" | "try_from" | "into" => "serde reads and writes another type; make that one the key",
        "remote" => "the derives of serde are for another type; remove it, and derive `KeyAttribute` for that one",
        "tag" => "a variant would be a map; remove it",
        _ => "a variant would be `NULL`; remove it",
    };
    format!("`#[serde({attribute})]` is not supported on an enum that is a key: {reason}")
}

/// The same on a variant.
pub(crate) fn serde_rejected_key_variant(attribute: &str) -> String {
    let reason = match attribute {
        "other" => "each name that is not listed would be this key; remove it",
        "skip" | "skip_serializing" | "skip_deserializing" => "a key that is written must be read again; remove it",
        "untagged" => "the variant would be `NULL`; remove it",
        _ => "a key is the name of its variant; `rename` the variant instead",
    };
    format!("`#[serde({attribute})]` is not supported on a variant of a key: {reason}")
}
