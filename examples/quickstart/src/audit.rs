//! An audit trail of the totals: a function of a record, and a listener of a read model that is itself derived.

use statetopic::prelude::*;
use statetopic::{Origin, Timestamp};

use crate::WarehouseTotals;

/// A change of a warehouse's totals, kept for ever.
#[read_model(table = "audit-trail")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// The warehouse.
    #[partition_key]
    pub warehouse: String,
    /// The record's sequence number, padded so that entries sort as the changes happened.
    #[sort_key]
    pub sequence: String,
    /// `Inserted`, `Modified` or `Removed`.
    pub what: String,
    /// The attributes that changed.
    pub changed: Vec<String>,
    /// Whether DynamoDB itself made the change, because the item had expired.
    pub by_ttl: bool,
    /// The approximate time.
    pub at: Option<Timestamp>,
}

/// Writes an entry for every change.
///
/// The entry's key is the record's place in the stream, so that a record which is delivered twice makes one entry.
///
/// # Errors
/// If the entry cannot be written, or if the record has no sequence number; each of a DynamoDB stream has one.
#[subscriber(on(Inserted, Modified, Removed), max_retries = 20, on_failure = s3("audit-failures"))]
pub async fn audit_trail(record: Record<WarehouseTotals>, trail: &Table<AuditEntry, access::Put>) -> Result<()> {
    let changed = match record.change() {
        StateChange::Modified { old, new, .. } => new.changed_since(old).iter().map(str::to_owned).collect(),
        StateChange::Inserted { .. } | StateChange::Removed { .. } => Vec::new(),
    };
    let entry = AuditEntry {
        warehouse: record.key().warehouse.clone(),
        sequence: record.sequence_number().ok_or("the record has no sequence number")?.padded(),
        what: record.change().kind().to_string(),
        changed,
        by_ttl: record.origin() == Origin::TimeToLive,
        at: record.time(),
    };
    trail.put(&entry).await?;
    Ok(())
}
