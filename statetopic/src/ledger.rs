//! The ledger: which change of an item a subscriber has already turned into writes.
//!
//! One row for each subscriber, stream and item. It is written in the transaction of the `Writes` that a change led to,
//! on the condition that it has not seen this change or a later one of the item: a record that is delivered again changes
//! nothing.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::schema::{Encryption, KeyElement, ScalarType, TableSchema, TableSettings};

/// The partition key: the subscriber, the stream and the item's key, hashed.
pub(crate) const ENTRY: &str = "entry";
/// The sequence number of the last change of the item that was turned into writes, as 40 digits.
pub(crate) const APPLIED_SEQ: &str = "applied_seq";
const EXPIRES_AT: &str = "expires_at";

/// The ledger's table, logically `statetopic-ledger`: encrypted with the account's key, and restored to any time of the longest
/// period that there is.
pub const SCHEMA: TableSchema = TableSchema::new("statetopic-ledger", KeyElement::new(ENTRY, ScalarType::S))
    .with_ttl(EXPIRES_AT)
    .with_settings(TableSettings::new().with_encryption(Encryption::AwsManaged).with_point_in_time_recovery(35));

/// What a subscriber that returns `Writes` does with the ledger's table.
pub const ACTIONS: [&str; 2] = ["dynamodb:GetItem", "dynamodb:UpdateItem"];

/// How long a row outlives the change that it is about. A stream keeps a record for a day and a queue for up to 14; after
/// that no duplicate of it can come.
///
/// Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html>
pub(crate) const KEPT: Duration = Duration::from_hours(15 * 24);

/// The key of a ledger row. The item's own key is hashed: it may be personal, and of any length.
pub(crate) fn entry(subscriber: &str, stream: &str, item: &[u8]) -> String {
    format!("{subscriber}|{stream}|{:x}", Sha256::digest(item))
}

/// The attribute of a row's expiry.
pub(crate) const fn expires_at() -> &'static str {
    EXPIRES_AT
}
