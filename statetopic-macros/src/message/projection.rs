//! Errors about projections, and `#[sequence]` fields.

pub(crate) fn sequence_key() -> &'static str {
    "a key cannot be the sequence, since the rows that follow from an item's changes have one key; move `#[sequence]` to a field that is \
     not a key"
}

pub(crate) fn sequence_with_alias() -> &'static str {
    "DynamoDB compares the attribute of one name, and a row that has its position under another would follow from no change; remove \
     `alias`, or keep the name that the rows have with `rename`"
}

pub(crate) fn sequence_with_default() -> &'static str {
    "a row without its position follows from no change, whatever its default is; write `#[added(default)]`"
}

pub(crate) fn projection_of_form() -> &'static str {
    "`projection_of` is the topic whose items have the rows; write e.g. `projection_of = Order`"
}

pub(crate) fn missing_sequence(model: &str) -> String {
    format!(
        "missing `#[sequence]` on `{model}`, which has the position of the change that a row follows from; add a field, \
         e.g. `#[sequence] position: SourcePosition`"
    )
}
