//! Every error text of the macros: lower case, no full stop, code in backticks, the fix after `;`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Item;

use crate::spelling::{list, nearest};

mod deployment;
mod index;
mod key;
mod projection;
mod serde;
mod sharded;
mod subscriber;
mod table;

pub(crate) use self::deployment::*;
pub(crate) use self::index::*;
pub(crate) use self::key::*;
pub(crate) use self::projection::*;
pub(crate) use self::serde::*;
pub(crate) use self::sharded::*;
pub(crate) use self::subscriber::*;
pub(crate) use self::table::*;

pub(crate) fn not_a_struct(attribute: &str) -> String {
    format!("`#[{attribute}]` applies to a struct with named fields; move it to one")
}

pub(crate) fn not_named_fields(attribute: &str) -> String {
    format!("`#[{attribute}]` needs named fields, which become the attributes; write `struct Name {{ field: Type }}`")
}

pub(crate) fn lifetime(lifetime: &str) -> String {
    format!("a row owns its values, because it outlives the event that it is read from; remove `{lifetime}`")
}

pub(crate) fn borrowed() -> &'static str {
    "a row owns its values, because it outlives the event that it is read from; write an owned type, such as `String` \
     for `&str`"
}

pub(crate) fn not_a_function() -> &'static str {
    "`#[subscriber]` applies to a function; move it to one"
}

/// The keyword of an item, for the span of an error about its kind.
pub(crate) fn item_keyword(item: &Item) -> TokenStream {
    match item {
        Item::Enum(item) => item.enum_token.to_token_stream(),
        Item::Union(item) => item.union_token.to_token_stream(),
        Item::Fn(item) => item.sig.fn_token.to_token_stream(),
        Item::Trait(item) => item.trait_token.to_token_stream(),
        Item::Impl(item) => item.impl_token.to_token_stream(),
        Item::Mod(item) => item.mod_token.to_token_stream(),
        Item::Type(item) => item.type_token.to_token_stream(),
        Item::Struct(item) => item.struct_token.to_token_stream(),
        Item::Const(item) => item.const_token.to_token_stream(),
        Item::Static(item) => item.static_token.to_token_stream(),
        Item::Use(item) => item.use_token.to_token_stream(),
        other => other.to_token_stream(),
    }
}

pub(crate) fn unnamed_argument(attribute: &str, literal: &str) -> String {
    let text = literal.trim_matches('"');
    let setting = match attribute {
        "read_model" => format!("table = \"{text}\""),
        "state_topic" => format!("view = {text}"),
        _ => format!("id = \"{text}\""),
    };
    format!("the settings of `#[{attribute}]` have names; write `{setting}`")
}

pub(crate) fn unknown_setting(attribute: &str, written: &str, known: &[&str]) -> String {
    let meant = match (attribute, written) {
        ("state_topic", "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES") => format!("view = {written}"),
        ("subscriber", "Inserted" | "Modified" | "Removed") => format!("on({written})"),
        _ => String::new(),
    };
    if !meant.is_empty() {
        return format!("unknown setting `{written}` of `#[{attribute}]`; write `{meant}`");
    }
    unknown(&format!("setting `{written}` of `#[{attribute}]`"), nearest(written, known), known)
}

/// What is unknown, what was probably meant, and what is expected.
fn unknown(what: &str, near: Option<&str>, known: &[&str]) -> String {
    let near = near.filter(|_| known.len() > 1).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let one_of = if known.len() > 1 { "one of " } else { "" };
    format!("unknown {what}; {near}expected {one_of}{}", list(known))
}

pub(crate) fn misspelt_attribute(written: &str, meant: &str) -> String {
    format!("unknown attribute `#[{written}]`; did you mean `#[{meant}]`?")
}

pub(crate) fn duplicate_attribute(attribute: &str) -> String {
    format!("duplicate `#[{attribute}]`; keep one")
}

pub(crate) fn duplicate_setting(name: &str) -> String {
    if name == "on" {
        return "duplicate setting `on`; put all arms into one `on(…)`".to_owned();
    }
    format!("duplicate setting `{name}`; keep one")
}

pub(crate) fn flag_with_value(flag: &str) -> String {
    format!("`{flag}` is a flag and takes no value; write `{flag}`")
}

pub(crate) fn setting_without_value(name: &str, example: &str) -> String {
    format!("`{name}` needs a value; write `{example}`")
}

pub(crate) fn crate_not_a_path() -> &'static str {
    "`crate` is the path of this library; write e.g. `crate = my::reexport`"
}

pub(crate) fn missing_view(views: &[&str]) -> String {
    format!("missing `view`; write e.g. `#[state_topic(view = NEW_AND_OLD_IMAGES)]`, one of {}", list(views))
}

pub(crate) fn unknown_view(written: &str, views: &[&str]) -> String {
    unknown(&format!("view `{written}`"), nearest(written, views), views)
}

pub(crate) fn enabled_not_a_bool() -> &'static str {
    "`enabled` is `true` or `false`; write `enabled = false` for a table without a stream"
}

pub(crate) fn view_not_a_name(views: &[&str]) -> String {
    format!("a view is a name without quotes; write one of {}", list(views))
}

pub(crate) fn missing_partition_key(model: &str, field: &str, ty: &str) -> String {
    format!("missing `#[partition_key]` on `{model}`; mark the field, e.g. `#[partition_key] {field}: {ty}`")
}

pub(crate) fn duplicate_role(role: &str, noun: &str, holder: &str) -> String {
    format!("duplicate `#[{role}]`; `{holder}` already holds the {noun}")
}

pub(crate) fn repeated_role(role: &str) -> String {
    format!("duplicate `#[{role}]` on one field; remove one")
}

pub(crate) fn two_keys_on_a_field() -> &'static str {
    "a field cannot be both the partition key and the sort key; move `#[sort_key]` to another field"
}

pub(crate) fn role_with_arguments(role: &str) -> String {
    format!("`#[{role}]` takes no arguments; write `#[{role}]`")
}

pub(crate) fn added_form() -> &'static str {
    "invalid form of `#[added]`; write `#[added]` for an `Option`, `#[added(default)]` or \
     `#[added(default = …)]`"
}

pub(crate) fn added_key() -> &'static str {
    "a key attribute cannot be `#[added]`, since every row has its key; remove `#[added]`"
}

pub(crate) fn added_with_default() -> &'static str {
    "`#[added]` and `#[serde(default)]` both replace a missing attribute; keep `#[added]` for an `Option`, or \
     `default` for the default value"
}

pub(crate) fn added_without_attribute(serde: &str) -> String {
    format!("a field with `#[serde({serde})]` has no attribute of its own; remove `#[added]`")
}

pub(crate) fn role_without_attribute(role: &str, serde: &str) -> String {
    format!("a `#[{role}]` field needs an attribute of its own in the row; remove `#[serde({serde})]`")
}

pub(crate) fn version_key() -> &'static str {
    "a key cannot be the version, since the versions of a row have the same key; move `#[version]` to a field that is \
     not a key"
}

pub(crate) fn version_with_alias() -> &'static str {
    "DynamoDB compares the attribute of one name, and a row that has its version under another would be older than each; \
     remove `alias`, or keep the name that the rows have with `rename`"
}

pub(crate) fn version_with_default() -> &'static str {
    "a row without its version counts as the oldest, whatever its default is; let the default be 0, as `#[serde(default)]` does"
}

pub(crate) fn sensitive_key() -> &'static str {
    "a key is visible to the operators of the table; move `#[sensitive]` to a field that is not a key, and use an \
     opaque key"
}

pub(crate) fn sensitive_without_attribute(serde: &str) -> String {
    format!("a field with `#[serde({serde})]` has no attribute to hide; remove `#[sensitive]`")
}

pub(crate) fn key_with_serde(serde: &str) -> String {
    format!("every row has its complete key; remove `#[serde({serde})]` from the key field")
}

pub(crate) fn same_attribute(name: &str, holder: &str) -> String {
    format!("duplicate attribute `{name}`; `{holder}` already has that name, rename one of them")
}

pub(crate) fn key_name_too_long(length: usize) -> String {
    format!("the name of a key attribute has at most 255 bytes, and this one has {length}; `rename` the field")
}

pub(crate) fn empty_attribute_name() -> &'static str {
    "an attribute's name cannot be empty; give it at least one character"
}

pub(crate) fn added_with_conversion(serde: &str) -> String {
    format!("`#[added]` cannot wrap what `#[serde({serde})]` reads in an `Option`; write `#[added(default = …)]`")
}

pub(crate) fn conversion_of_role(role: &str, serde: &str) -> String {
    format!(
        "a `#[{role}]` field is stored in the form of its type, so that DynamoDB can use it; remove `#[serde({serde})]`"
    )
}

pub(crate) fn left_out_with_conversion(left_out: &str, serde: &str) -> String {
    format!("`{left_out}` omits the attribute, which `{serde}` then cannot read; add `default`")
}

pub(crate) fn map_without_attributes(name: &str) -> String {
    format!("`{name}` has no field with an attribute of its own; remove `MapAttribute`, or add such a field")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_reported_with_the_known_names() {
        assert_eq!(unknown("view `X`", None, &["A", "B"]), "unknown view `X`; expected one of `A`, `B`");
        assert_eq!(
            unknown("view `BB`", Some("B"), &["A", "B"]),
            "unknown view `BB`; did you mean `B`? expected one of `A`, `B`"
        );
    }

    #[test]
    fn an_error_about_the_kind_of_an_item_is_at_its_keyword() {
        for (item, keyword) in [
            ("enum State { Open }", "enum"),
            ("union Bits { a: u8 }", "union"),
            ("pub fn listen() {}", "fn"),
            ("pub trait Model {}", "trait"),
            ("impl Order {}", "impl"),
            ("mod orders {}", "mod"),
            ("pub type Orders = Vec<Order>;", "type"),
            ("pub struct Order;", "struct"),
            ("const MAX: u8 = 1;", "const"),
            ("static MAX: u8 = 1;", "static"),
            ("pub use orders::Order;", "use"),
        ] {
            assert_eq!(item_keyword(&syn::parse_str(item).unwrap()).to_string(), keyword);
        }
    }

    #[test]
    fn a_lone_candidate_is_named_once() {
        assert_eq!(unknown("setting `tabel`", Some("table"), &["table"]), "unknown setting `tabel`; expected `table`");
    }

    #[test]
    fn the_name_of_a_change_in_another_service_is_recognized() {
        for (written, meant) in [
            ("INSERT", "Inserted"),
            ("MODIFY", "Modified"),
            ("DELETE", "Removed"),
            ("Deleted", "Removed { cause: Deleted }"),
            ("Expired", "Removed { cause: Expired }"),
        ] {
            let text = unknown_event(written, &["Inserted", "Modified", "Removed"]);
            assert!(text.contains(&format!("did you mean `{meant}`?")), "{text}");
        }
    }

    #[test]
    fn other_names_of_parts_and_architectures_are_recognized() {
        let part = |written, event| {
            let parts: &[&str] = match event {
                "Inserted" => &["key", "new"],
                "Modified" => &["key", "old", "new"],
                _ => &["key", "old", "cause"],
            };
            unknown_part(event, written, parts)
        };
        for (written, meant) in [("before", "old"), ("previous", "old"), ("after", "new"), ("current", "new")] {
            assert!(part(written, "Modified").contains(&format!("did you mean `{meant}`?")), "{written}");
        }
        assert!(!part("before", "Inserted").contains("did you mean"));
        assert!(!part("after", "Removed").contains("did you mean"));
        for (written, meant) in [("aarch64", "arm64"), ("ARM64", "arm64"), ("amd64", "x86_64"), ("x64", "x86_64")] {
            assert!(
                unknown_architecture(written, &["x86_64", "arm64"]).contains(&format!("did you mean `{meant}`?")),
                "{written}"
            );
        }
    }
}
