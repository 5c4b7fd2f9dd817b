//! What a derived read model writes: values that a function returns, committed once for each record.

mod covers;
mod error;
mod join;
mod set;

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;

use crate::access;
use crate::key::InvalidKey;
use crate::model::{ReadModel, Versioned, WholeRows};
use crate::operation::{Create, IntoDelete, IntoOperation, OperationError, Put, Replace, Unmerged, Write};
use crate::update::{Update, UpdateError, check_ranges};

pub use self::covers::Covers;
pub use self::error::WriteError;
pub use self::set::{Includes, Itself, Only, Place, WriteAccess, WriteSet};

/// The writes that follow from one change, to the read models that `M` names: one model, or a tuple of up to eight. What
/// may be done to a model's rows can be narrowed: [`Only`].
///
/// A subscriber returns them; the runtime commits them in one transaction with the record's ledger row, so that a
/// record which is delivered twice changes the tables once. A unit test compares them: no AWS call is in sight.
///
/// In one `Writes`, two additions to a row are summed; any other two operations on one row are an error, as they are in
/// a DynamoDB transaction. An operation whose condition does not hold fails its record, or is left out where it says
/// `or_skip()`. A record has at most 90 writes: a transaction takes 100 operations, and the ledger is among them.
///
/// ```
/// use statetopic::prelude::*;
/// # #[read_model(table = "users")]
/// # #[state_topic(view = NEW_IMAGE)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct User { #[partition_key] pub id: String, pub country: String }
/// # #[read_model(table = "statistics")]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Statistics { #[partition_key] pub country: String, #[serde(default)] pub users: u32 }
///
/// #[subscriber(on(Inserted))]
/// fn count_users(change: StateChange<User>) -> Writes<Statistics> {
///     let Some(user) = change.new() else { return Writes::new() };
///     let key = StatisticsKey { country: user.country.clone() };
///     Writes::new().update(key.update().add(|a| a.users, 1))
/// }
///
/// let key = UserKey { id: "1".to_owned() };
/// let new = UserNewImage { id: "1".to_owned(), country: "no".to_owned() };
/// let norway = StatisticsKey { country: "no".to_owned() };
/// assert_eq!(
///     count_users(StateChange::Inserted { key, new }),
///     Writes::new().update(norway.update().add(|a| a.users, 1)),
/// );
/// ```
#[must_use = "writes are committed when the subscriber returns them"]
pub struct Writes<M> {
    rows: Vec<Write>,
    fault: Option<WriteError>,
    models: PhantomData<fn() -> M>,
}

impl<M> Writes<M> {
    /// No writes.
    pub const fn new() -> Self {
        Self { rows: Vec::new(), fault: None, models: PhantomData }
    }

    /// Writes a whole row, replacing the one that is there: `put(&row)`, or a [`Put`] with conditions.
    pub fn put<R, At>(self, row: impl IntoOperation<Put<R>>) -> Self
    where
        M: Includes<R, At, access::Put>,
        R: WholeRows,
    {
        self.push(row.into_operation().into_write())
    }

    /// Writes a row where there is none with its key: `create(&row)`, or a [`Create`]. Where there is one, the record fails.
    pub fn create<R, At>(self, row: impl IntoOperation<Create<R>>) -> Self
    where
        M: Includes<R, At, access::Put>,
        R: WholeRows,
    {
        self.push(row.into_operation().into_write())
    }

    /// Writes a whole row over the one that is there with its key: `replace(&row)`, or a [`Replace`]. Where there is none, the
    /// record fails.
    pub fn replace<R, At>(self, row: impl IntoOperation<Replace<R>>) -> Self
    where
        M: Includes<R, At, access::Put>,
        R: WholeRows,
    {
        self.push(row.into_operation().into_write())
    }

    /// Writes a whole row unless the one that is there has the same `#[version]` or a higher one. Then this write is left
    /// out, and the others are committed all the same: `put(Put::new(row).if_newer().or_skip())`.
    ///
    /// It does not compile for a model without a `#[version]`.
    pub fn put_if_newer<R, At>(self, row: &R) -> Self
    where
        M: Includes<R, At, access::Put>,
        R: Versioned + WholeRows + Serialize,
    {
        self.push(Put::new(row).if_newer().or_skip().into_write())
    }

    /// Writes a whole row that was read and changed, with its next `#[version]`, unless somebody has written it since: then the
    /// record fails, and is delivered again. The same as [`Put::if_unchanged`].
    ///
    /// It does not compile for a model without a `#[version]`.
    pub fn put_if_unchanged<R, At>(self, row: &R) -> Self
    where
        M: Includes<R, At, access::Put>,
        R: Versioned + WholeRows + Serialize,
    {
        self.push(Put::new(row).if_unchanged().into_write())
    }

    /// Writes some attributes of a row.
    pub fn update<R, At>(mut self, update: Update<R>) -> Self
    where
        M: Includes<R, At, access::Update>,
        R: ReadModel,
    {
        self.insert_update(update.into_write());
        self
    }

    /// Deletes a row; one that is not there stays so: `delete(&key)`, or a [`Delete`](crate::Delete) with conditions.
    pub fn delete<D, At>(self, row: D) -> Self
    where
        M: Includes<D::Model, At, access::Delete>,
        D: IntoDelete<Model: WholeRows>,
    {
        self.push(row.into_delete().into_write())
    }

    /// Whether nothing is written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.fault.is_none()
    }

    /// Number of rows written.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    fn push(mut self, write: Result<Write, OperationError>) -> Self {
        self.insert(write);
        self
    }

    fn insert(&mut self, write: Result<Write, OperationError>) {
        match write {
            Ok(write) => self.add(write),
            Err(error) => self.fail(error.into()),
        }
    }

    fn insert_update(&mut self, update: Result<Result<Write, OperationError>, UpdateError>) {
        match update {
            Ok(write) => self.insert(write),
            Err(error) => self.fail(WriteError::Update(error)),
        }
    }

    fn add(&mut self, write: Write) {
        let Some(before) = self.rows.iter_mut().find(|before| before.is_of_row(&write)) else {
            return self.rows.push(write);
        };
        let model = write.model;
        match before.merge(write) {
            Ok(()) => {}
            Err(Unmerged::SameRow) => self.fail(WriteError::SameRow { model }),
            Err(Unmerged::Defaults(attribute)) => {
                self.fail(WriteError::Update(UpdateError::of_defaults(model, attribute)));
            }
            Err(Unmerged::Sum(attribute)) => self.fail(WriteError::Update(UpdateError::of_sum(model, attribute))),
        }
    }

    fn fail(&mut self, error: WriteError) {
        self.fault.get_or_insert(error);
    }

    /// The writes, or the first fault that they were built with.
    pub(crate) fn into_result(self) -> Result<Vec<Write>, WriteError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        for write in &self.rows {
            check_ranges(write).map_err(WriteError::Update)?;
            write.check().map_err(WriteError::Condition)?;
        }
        Ok(self.rows)
    }
}

impl From<OperationError> for WriteError {
    fn from(error: OperationError) -> Self {
        match error {
            OperationError::Encode { model, error } => Self::Encode { model, error },
            OperationError::Key { model, invalid: InvalidKey { attribute, error }, .. } => {
                Self::Key { model, attribute, error }
            }
            OperationError::Condition(error) => Self::Condition(error),
        }
    }
}

impl<M: WriteSet> Default for Writes<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M> Clone for Writes<M> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), fault: self.fault.clone(), models: PhantomData }
    }
}

impl<M> PartialEq for Writes<M> {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows && self.fault == other.fault
    }
}

impl<M> fmt::Debug for Writes<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.rows).entries(&self.fault).finish()
    }
}

#[cfg(test)]
mod key_tests;
#[cfg(test)]
mod tests;
