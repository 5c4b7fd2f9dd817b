//! What each format reads off a table.

use statetopic::manifest::{KeyAttribute, Table};

/// DynamoDB's own key, which every table has: there is nothing to enable.
const AWS_OWNED: &str = "AWS_OWNED";
/// The account's key of DynamoDB.
const AWS_MANAGED: &str = "AWS_MANAGED";

/// The attributes of a table's keys and of its indexes', each once.
pub(crate) fn attributes(table: &Table) -> impl Iterator<Item = &KeyAttribute> {
    let own = [Some(&table.partition_key), table.sort_key.as_ref()];
    let indexed = table.indexes.iter().flat_map(|index| [Some(&index.partition_key), index.sort_key.as_ref()]);
    let mut attributes: Vec<&KeyAttribute> = Vec::new();
    for attribute in own.into_iter().chain(indexed).flatten() {
        if !attributes.contains(&attribute) {
            attributes.push(attribute);
        }
    }
    attributes.into_iter()
}

/// `PROVISIONED` or `PAY_PER_REQUEST`.
pub(crate) fn billing_mode(table: &Table) -> &'static str {
    if table.provisioned.is_some() { "PROVISIONED" } else { "PAY_PER_REQUEST" }
}

/// Whether a key of KMS encrypts a table, the customer's or the account's.
pub(crate) fn is_encrypted_by_kms(table: &Table) -> bool {
    table.encryption != AWS_OWNED
}

/// The customer's key, if there is one.
pub(crate) fn customer_key(table: &Table) -> Option<&str> {
    match &*table.encryption {
        AWS_OWNED | AWS_MANAGED => None,
        key => Some(key),
    }
}
