//! The entry for a change: a function of the record.

use statetopic::prelude::*;
use statetopic::{ReadModel as _, SequenceNumber, Timestamp};

use crate::{Account, FieldChange, field_changes};

/// A change of an account.
#[read_model(table = "account-history", point_in_time_recovery)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// The account.
    #[partition_key]
    pub item: String,
    /// Time, order and event: [`Place`].
    #[sort_key]
    pub place: Place,
    /// The action.
    pub action: Action,
    /// Who signed; `None` if DynamoDB removed an expired row.
    pub by: Option<String>,
    /// The changed fields.
    pub changes: Vec<FieldChange>,
}

/// An entry's place in an account's trail.
///
/// It begins with the time, for queries, and goes on with the record's sequence number, which orders changes of the same
/// moment. It ends with the event's id: a record that comes again overwrites its entry with the same entry, and never
/// another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
pub struct Place(String);

impl Place {
    /// The place of a record.
    fn of(record: &Record<Account>) -> Self {
        let time = Self::at(record.time().unwrap_or(Timestamp::from_epoch_millis(0)));
        let number = record.sequence_number().map(SequenceNumber::padded).unwrap_or_default();
        Self(format!("{}/{number}/{}", time.0, record.event_id()))
    }

    /// The lower bound of the entries of a time.
    #[must_use]
    pub fn at(time: Timestamp) -> Self {
        Self(format!("{:014}", time.epoch_millis()))
    }

    /// The approximate time of the change; `None` if the record has none.
    #[must_use]
    pub fn time(&self) -> Option<Timestamp> {
        let millis = self.0.split('/').next()?.parse().ok()?;
        (millis > 0).then_some(Timestamp::from_epoch_millis(millis))
    }
}

/// An action on an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// The account was created.
    Created,
    /// It was changed.
    Changed,
    /// It was deleted by a caller.
    Deleted,
    /// It expired, and DynamoDB removed it.
    Expired,
}

impl AuditEntry {
    /// The entry for a record; `None` for a signature alone, which comes before a deletion.
    ///
    /// # Errors
    /// If the account does not serialize.
    pub fn of(record: &Record<Account>) -> Result<Option<Self>> {
        let old = record.change().old().cloned().map(Account::from);
        let new = record.change().new().cloned().map(Account::from);
        let mut changes = field_changes(old.as_ref(), new.as_ref())?;
        changes.retain(|change| change.attribute != Account::ATTRIBUTES.signed_by.name());
        if changes.is_empty() {
            return Ok(None);
        }
        let signed_by = new.or(old).map(|account| account.signed_by);
        let (action, by) = match record.change() {
            StateChange::Inserted { .. } => (Action::Created, signed_by),
            StateChange::Modified { .. } => (Action::Changed, signed_by),
            StateChange::Removed { cause: Removal::Deleted, .. } => (Action::Deleted, signed_by),
            StateChange::Removed { cause: Removal::Expired, .. } => (Action::Expired, None),
        };
        Ok(Some(Self { item: record.key().to_string(), place: Place::of(record), action, by, changes }))
    }
}

#[cfg(test)]
mod tests;
