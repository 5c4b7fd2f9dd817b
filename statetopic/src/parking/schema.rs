//! The parking table.

use crate::schema::{Encryption, IndexSchema, KeyElement, Projection, ScalarType, TableSchema, TableSettings};

/// The partition key: the ledger's entry of the item, or what else a row is about.
pub(super) const ENTRY: &str = "entry";
/// The sort key: the record's position and the number of the chunk, or what is known of what the partition is about.
pub(super) const PART: &str = "part";
/// The subscriber's ledger id; the first chunk of a record has it.
pub(super) const SUBSCRIBER: &str = "subscriber";
/// When the record was parked, in milliseconds since 1970.
pub(super) const PARKED_AT: &str = "parked_at";
pub(super) const EXPIRES_AT: &str = "expires_at";
pub(super) const FORMAT: &str = "format";
pub(super) const POSITION: &str = "position";
pub(super) const EVENT_ID: &str = "event_id";
/// The kind of the failure, and what it says; a record that is behind one has none.
pub(super) const FAILURE: &str = "failure";
pub(super) const ERROR: &str = "error";
pub(super) const ATTEMPTS: &str = "attempts";
pub(super) const CHUNKS: &str = "chunks";
pub(super) const PAYLOAD: &str = "payload";
pub(super) const COUNT: &str = "count";

/// The index by subscriber.
pub(super) const BY_SUBSCRIBER: &str = "by-subscriber";

const SUBSCRIBER_KEY: KeyElement = KeyElement::new(SUBSCRIBER, ScalarType::S);
const PARKED_AT_KEY: KeyElement = KeyElement::new(PARKED_AT, ScalarType::N);

/// The parking table, logically `statetopic-parking`: encrypted with the account's key, and restored to any time of the longest period
/// that there is. Parked records have no expiry; what is known of attempts has.
pub const SCHEMA: TableSchema = TableSchema::new("statetopic-parking", KeyElement::new(ENTRY, ScalarType::S))
    .with_sort_key(KeyElement::new(PART, ScalarType::S))
    .with_indexes(
        &const {
            [IndexSchema::global(BY_SUBSCRIBER, &[SUBSCRIBER_KEY])
                .with_sort_key(&[PARKED_AT_KEY])
                .with_projection(Projection::Include(&[POSITION, EVENT_ID, FAILURE, ERROR, ATTEMPTS]))]
        },
    )
    .with_ttl(EXPIRES_AT)
    .with_settings(TableSettings::new().with_encryption(Encryption::AwsManaged).with_point_in_time_recovery(35));
