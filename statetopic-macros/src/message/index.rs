//! Errors about indexes.

use super::unknown;
use crate::spelling::nearest;

pub(crate) fn index_form() -> &'static str {
    "an index needs a name and a part; write `#[index(\"by-sku\", partition)]` or `#[index(\"by-sku\", sort)]`"
}

/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>
pub(crate) fn index_name_range() -> &'static str {
    "the name of an index has 3 to 255 characters of `a-z`, `A-Z`, `0-9`, `_`, `-`, `.`; choose such a name"
}

pub(crate) fn index_without_part(index: &str) -> String {
    format!("missing the part of the field in the index; write `#[index(\"{index}\", partition)]` or `sort`")
}

pub(crate) fn index_two_parts() -> &'static str {
    "a field cannot be both the partition key and the sort key of an index; remove one"
}

pub(crate) fn index_field_twice(index: &str) -> String {
    format!("the field is already a key of the index `{index}`; remove this `#[index]`")
}

pub(crate) fn index_position_form(part: &str) -> String {
    format!("`{part}` takes a position in parentheses, or nothing for the first; write e.g. `{part}(1)`")
}

/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html>
pub(crate) fn index_position_range(part: &str) -> String {
    format!("the {part} key of an index has at most 4 attributes; write `{part}(0)` to `{part}(3)`")
}

pub(crate) fn index_position_taken(index: &str, part: &str, holder: &str, free: Option<usize>) -> String {
    let free = free.map(|free| format!("write `{part}({free})`, or ")).unwrap_or_default();
    format!(
        "`{holder}` already has this position in the {part} key of the index `{index}`; {free}give this field an index of \
         its own"
    )
}

pub(crate) fn index_position_left_out(index: &str, part: &str, position: usize) -> String {
    format!("the {part} key of the index `{index}` has no attribute at position {position}; write `{part}({position})`")
}

pub(crate) fn index_without_partition(index: &str, near: Option<&str>) -> String {
    let near = near.map(|near| format!("did you mean `{near}`? or ")).unwrap_or_default();
    format!(
        "the index `{index}` has no partition key; {near}mark a field `#[index(\"{index}\", partition)]`, or add `local` \
         to use the table's"
    )
}

pub(crate) fn local_index_partition(index: &str) -> String {
    format!("the local index `{index}` has the table's partition key; remove this one, or remove `local`")
}

pub(crate) fn local_index_by_partition(index: &str) -> String {
    format!(
        "the local index `{index}` would order the rows of a partition by its key, which all of them have; make another field \
         its sort key"
    )
}

/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html>
pub(crate) fn local_index_second_sort_key(index: &str, holder: &str) -> String {
    format!(
        "the sort key of a local index is one attribute, of `{index}` that of `{holder}`; give this field an index of its own"
    )
}

pub(crate) fn local_index_without_sort_key() -> &'static str {
    "a table with a local index needs a sort key; mark a field `#[sort_key]`, or make the index global"
}

/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>
pub(crate) fn too_many_global_indexes() -> &'static str {
    "a table has at most 20 global indexes; remove one, or move rows to a table of their own"
}

/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>
pub(crate) fn too_many_local_indexes() -> &'static str {
    "a table has at most 5 local indexes; make this one global by giving it a partition key"
}

pub(crate) fn indexes_of_one_name(index: &str, other: &str) -> String {
    format!("the indexes `{index}` and `{other}` would have the same name in Rust; rename this one")
}

pub(crate) fn index_rows_name_taken(index: &str, taken: &str) -> String {
    format!(
        "the rows of the index `{index}` would have the type `{taken}`, which the model already has; rename the index"
    )
}

pub(crate) fn unknown_projection(written: &str, projections: &[&str]) -> String {
    unknown(&format!("projection `{written}`"), nearest(written, projections), projections)
}

pub(crate) fn duplicate_projection(index: &str) -> String {
    format!("duplicate projection of the index `{index}`; keep one")
}

pub(crate) fn empty_projection() -> &'static str {
    "`include()` includes nothing; name fields, or write `keys_only`"
}

pub(crate) fn projection_not_a_field() -> &'static str {
    "`include` takes the names of fields; write e.g. `include(total, status)`"
}

pub(crate) fn unknown_projected_field(written: &str, fields: &[&str]) -> String {
    unknown(&format!("field `{written}`"), nearest(written, fields), fields)
}

pub(crate) fn projected_field_without_attribute(field: &str) -> String {
    format!("`{field}` has no attribute of its own to include; remove it")
}

pub(crate) fn projected_key(field: &str) -> String {
    format!("`{field}` is a key, and an index always has its own keys and those of the table; remove it")
}

pub(crate) fn projected_twice(field: &str) -> String {
    format!("`{field}` is included twice; remove one")
}

/// Source: as above.
pub(crate) fn too_many_projected() -> &'static str {
    "the indexes of a table include at most 100 attributes in total; include fewer, or write `projection = all`"
}
