//! Errors about `#[sharded]` fields.

use std::ops::RangeInclusive;

pub(crate) fn sharded_form() -> &'static str {
    "`#[sharded]` takes the number of rows that the counter is in; write e.g. `#[sharded(16)]`"
}

pub(crate) fn shards_range(range: RangeInclusive<u8>) -> String {
    let (least, most) = range.into_inner();
    format!("a counter is in {least} to {most} rows, each of which a read reads; write e.g. `#[sharded(16)]`")
}

pub(crate) fn other_shards(count: u8) -> String {
    format!("the counters of a model are in the same rows; write `#[sharded({count})]` on each")
}

pub(crate) fn sharded_with_role(role: &str) -> String {
    format!("a `#[sharded]` field is a counter alone; remove `#[{role}]` or `#[sharded]`")
}

/// An attribute of serde's on a counter.
pub(crate) fn sharded_with_serde(attribute: &str) -> String {
    let reason = match attribute {
        "alias" => "each row of the counter has it under one name",
        "default" => "a row of the counter that is not there counts as zero; write `default` without a function",
        _ => "a counter is an attribute of each of its rows",
    };
    format!("`#[serde({attribute})]` is not supported on a `#[sharded]` field: {reason}")
}

pub(crate) fn beside_sharded(field: &str, counter: &str) -> String {
    format!(
        "`{field}` would be in none of the rows that `{counter}` is in: a model with a `#[sharded]` field has its key and \
         such fields; move `{field}` to a read model of its own, or mark it `#[sharded]`"
    )
}

pub(crate) fn index_of_sharded(counter: &str) -> String {
    format!("an index would have each of the rows that `{counter}` is in, with a part of the number; remove `#[index]`")
}

pub(crate) fn sharded_topic() -> &'static str {
    "a change of a `#[sharded]` field is one of a part of the number; remove `#[state_topic]`, or `#[sharded]`"
}
