//! The subscriber, what it may do to the trail, and how the trail is read.

use std::ops::Range;

use statetopic::prelude::*;
use statetopic::{ConnectError, Connections, Grant, Resource, Timestamp};

use crate::{Account, AuditEntry, Place};

/// The trail as its writer has it: nothing but adding to it, neither here nor in the function's role.
#[derive(Debug)]
pub struct Trail(Table<AuditEntry>);

impl Resource for Trail {
    const GRANTS: &'static [Grant] = &[Grant::on_table::<AuditEntry>(&["dynamodb:PutItem"])];

    async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
        Table::connect(connections).await.map(Self)
    }
}

impl Trail {
    /// Adds an entry. One that is there already is the same.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub async fn append(&self, entry: &AuditEntry) -> Result<()> {
        Ok(self.0.put(entry).await?)
    }
}

/// Writes down every change.
///
/// A record that fails is tried for half a day, while the stream still has it, and then kept in the bucket, payload and
/// all.
///
/// # Errors
/// Where the entry cannot be written.
#[subscriber(
    on(Inserted, Modified, Removed),
    max_age = 43_200,
    max_retries = 1_000,
    bisect,
    on_failure = s3("account-history-failures"),
)]
pub async fn record_changes(record: Record<Account>, trail: &Trail) -> Result<()> {
    match AuditEntry::of(&record)? {
        Some(entry) => trail.append(&entry).await,
        None => Ok(()),
    }
}

/// What happened to an account from one time up to another, in order.
///
/// # Errors
/// Where the trail cannot be read.
pub async fn history(entries: &Table<AuditEntry>, item: &str, times: Range<Timestamp>) -> Result<Vec<AuditEntry>> {
    if times.is_empty() {
        return Ok(Vec::new());
    }
    let (from, until) = (Place::at(times.start), Place::at(times.end));
    Ok(entries.query(&item.to_owned()).sort_between(&from, &until).all().await?)
}
