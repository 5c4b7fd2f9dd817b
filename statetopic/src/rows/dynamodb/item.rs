//! Items and keys in the words of the SDK.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_dynamo::Item;

use crate::rows::key::{KeyNames, RowKey};

/// An item of serde's as the SDK has it.
pub(super) fn to_sdk_item(item: Item) -> HashMap<String, AttributeValue> {
    item.into_inner().into_iter().map(|(name, value)| (name, value.into())).collect()
}

/// A key as the SDK has it.
pub(super) fn key_item(names: KeyNames, key: &RowKey) -> HashMap<String, AttributeValue> {
    key.attributes(names).map(|(name, value)| (name.to_owned(), value.into())).collect()
}
