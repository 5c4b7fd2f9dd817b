//! An audit trail: a function of a record.

use statetopic::prelude::*;
use statetopic::{Origin, Timestamp};

use crate::InventoryLevel;

/// What happened to an article, for good.
#[read_model(table = "audit-trail")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// The article: `warehouse/sku`.
    #[partition_key]
    pub article: String,
    /// The record's sequence number, padded so that entries sort as the changes happened.
    #[sort_key]
    pub sequence: String,
    /// `Inserted`, `Modified` or `Removed`.
    pub what: String,
    /// The attributes that changed.
    pub changed: Vec<String>,
    /// Whether DynamoDB itself made the change, because the item's time had come.
    pub by_ttl: bool,
    /// Roughly when.
    pub at: Option<Timestamp>,
}

/// Writes an entry for every change.
///
/// The entry's key is the record's place in the stream, so that a record which is delivered twice makes one entry.
///
/// # Errors
/// Where the entry cannot be written.
#[subscriber(on(Inserted, Modified, Removed))]
pub async fn audit_trail(record: Record<InventoryLevel>, trail: &Table<AuditEntry>) -> Result<()> {
    let changed = match &record.change {
        StateChange::Modified { old, new, .. } => new.changed_since(old).iter().map(str::to_owned).collect(),
        StateChange::Inserted { .. } | StateChange::Removed { .. } => Vec::new(),
    };
    let entry = AuditEntry {
        article: record.key().to_string(),
        sequence: record.sequence_number.padded(),
        what: record.change.kind().to_owned(),
        changed,
        by_ttl: record.origin == Origin::TimeToLive,
        at: record.time,
    };
    trail.put(&entry).await?;
    Ok(())
}
