//! Properties of a table that both formats need.

use statetopic::manifest::{KeyAttribute, Table};

/// The key that DynamoDB uses unless another is configured.
const AWS_OWNED: &str = "AWS_OWNED";
/// The AWS managed key of the account.
const AWS_MANAGED: &str = "AWS_MANAGED";

/// The key attributes of a table and of its indexes, each once.
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

/// Whether a KMS key encrypts the table: an AWS managed or a customer managed one.
pub(crate) fn is_encrypted_by_kms(table: &Table) -> bool {
    table.encryption != AWS_OWNED
}

/// The customer managed key, if any.
pub(crate) fn customer_key(table: &Table) -> Option<&str> {
    match &*table.encryption {
        AWS_OWNED | AWS_MANAGED => None,
        key => Some(key),
    }
}
