//! The subscriber, and the query of the trail.

use std::ops::Range;

use statetopic::Timestamp;
use statetopic::prelude::*;

use crate::{Account, AuditEntry, Place};

/// Writes down every change. It can add to the trail and nothing else: neither read nor delete compiles, and the function's
/// role allows neither.
///
/// A record that fails is tried for half a day, while the stream still has it, and then kept in the bucket, payload and
/// all.
///
/// # Errors
/// If the entry cannot be written.
#[subscriber(
    on(Inserted, Modified, Removed),
    max_age = 43_200,
    max_retries = 1_000,
    bisect,
    on_failure = s3("account-history-failures"),
)]
pub async fn record_changes(record: Record<Account>, trail: &Table<AuditEntry, access::Put>) -> Result<()> {
    if let Some(entry) = AuditEntry::of(&record)? {
        trail.put(&entry).await?;
    }
    Ok(())
}

/// The entries of an account from one time up to another, in order.
///
/// # Errors
/// If the trail cannot be read.
pub async fn history(entries: &Table<AuditEntry>, item: &str, times: Range<Timestamp>) -> Result<Vec<AuditEntry>> {
    if times.is_empty() {
        return Ok(Vec::new());
    }
    let (from, until) = (Place::at(times.start), Place::at(times.end));
    Ok(entries.query(item).sort_between(&from, &until).unlimited().rows().await?)
}
