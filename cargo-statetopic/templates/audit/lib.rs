//! Accounts, and a trail of who changed what and when.

use statetopic::prelude::*;
use statetopic::{SequenceNumber, Timestamp};

/// An account.
#[read_model(table = "accounts")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    #[partition_key]
    pub id: String,
    /// Who owns it.
    pub owner: String,
    /// How much it may owe.
    pub credit_limit: u32,
    /// It is shown redacted wherever it is printed.
    #[sensitive]
    pub email: Sensitive<String>,
    /// Who wrote this version of the row.
    pub signed_by: String,
}

/// A change of an account. Nobody changes or deletes one.
#[read_model(table = "account-trail", point_in_time_recovery)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrailEntry {
    /// The account.
    #[partition_key]
    pub account: String,
    /// The place of the change among those of its account.
    #[sort_key]
    pub number: String,
    /// When it was.
    pub time: Option<Timestamp>,
    /// `Inserted`, `Modified` or `Removed`.
    pub kind: String,
    /// Who signed.
    pub signed_by: String,
    /// The attributes that changed.
    pub changed: Vec<String>,
}

impl TrailEntry {
    /// The entry of a record.
    #[must_use]
    pub fn of(record: &Record<Account>) -> Self {
        let (signed_by, changed) = match record.change() {
            StateChange::Inserted { new, .. } => (new.signed_by.clone(), Vec::new()),
            StateChange::Modified { old, new, .. } => {
                let changed = new.changed_since(old);
                (
                    new.signed_by.clone(),
                    changed.iter().map(str::to_owned).collect(),
                )
            }
            StateChange::Removed { old, .. } => (old.signed_by.clone(), Vec::new()),
        };
        Self {
            account: record.key().id.clone(),
            number: record
                .sequence_number()
                .map(SequenceNumber::padded)
                .unwrap_or_default(),
            time: record.time(),
            kind: record.change().kind().to_string(),
            signed_by,
            changed,
        }
    }
}

/// Writes every change down. It may put entries and nothing else: neither reading nor deleting one compiles. A record that
/// fails is tried for half a day, and then kept in a bucket.
///
/// # Errors
/// Where the entry cannot be written.
#[subscriber(max_age = 43_200, bisect, on_failure = s3("account-trail-failures"))]
pub async fn write_trail(
    record: Record<Account>,
    trail: &Table<TrailEntry, access::Put>,
) -> Result<()> {
    trail.put(&TrailEntry::of(&record)).await?;
    Ok(())
}
