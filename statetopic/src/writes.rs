//! What a derived read model writes: values that a function returns, committed once for each record.

mod set;

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde_dynamo::Item;

use crate::access;
use crate::encode::{EncodeError, row_item};
use crate::key::{InvalidKey, KeyError};
use crate::model::{KeyOfModel, ReadModel};
use crate::rows::{Action, Actions, RowKey};
use crate::schema::TableSchema;
use crate::update::{Update, UpdateError, check_ranges};

pub use self::set::{Deletes, Includes, Only, Place, Puts, Updates, WriteSet};

/// The writes that follow from one change, to the read models that `M` names: one model, or a tuple of up to eight. What
/// may be done to a model's rows can be narrowed: [`Puts`], [`Updates`], [`Deletes`].
///
/// A subscriber returns them; the runtime commits them in one transaction with the record's ledger row, so that a
/// record which is delivered twice changes the tables once. A unit test compares them: no AWS call is in sight.
///
/// In one `Writes`, two additions to a row are summed; any other two operations on one row are an error, as they are in
/// a DynamoDB transaction.
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

/// One write to one row; what the runtime commits.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    pub(crate) model: &'static str,
    pub(crate) schema: TableSchema,
    pub(crate) key: RowKey,
    pub(crate) operation: Operation,
}

/// What is written.
#[derive(Clone, PartialEq)]
pub(crate) enum Operation {
    Put(Item),
    /// A row that is written only over an older one.
    PutIfNewer(Item),
    Update(Actions),
    Delete,
}

impl fmt::Debug for Operation {
    /// A row's values may be ones that must not be seen: its attributes are named.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Put(item) | Self::PutIfNewer(item) => {
                let names: std::collections::BTreeSet<_> = item.inner().keys().collect();
                let name = if matches!(self, Self::Put(_)) { "Put" } else { "PutIfNewer" };
                f.debug_tuple(name).field(&names).finish()
            }
            Self::Update(actions) => f.debug_tuple("Update").field(actions).finish(),
            Self::Delete => f.write_str("Delete"),
        }
    }
}

impl<M> Writes<M> {
    /// No writes.
    pub const fn new() -> Self {
        Self { rows: Vec::new(), fault: None, models: PhantomData }
    }

    /// Writes a whole row, replacing the one that is there.
    pub fn put<R, At>(self, row: &R) -> Self
    where
        M: Includes<R, At, access::Put>,
        R: ReadModel + Serialize,
    {
        match row_item(row) {
            Ok(item) => self.push::<R>(&row.key(), Operation::Put(item)),
            Err(error) => self.failed(WriteError::Encode { model: R::NAME, error }),
        }
    }

    /// Writes a whole row unless the one that is there has the same `#[version]` or a higher one. Then this write is left
    /// out, and the others are committed all the same.
    ///
    /// It does not compile for a model without a `#[version]`.
    pub fn put_if_newer<R, At>(self, row: &R) -> Self
    where
        M: Includes<R, At, access::Put>,
        R: ReadModel + Serialize,
    {
        const { assert!(R::SCHEMA.version.is_some(), "`put_if_newer` needs a `#[version]` field in the read model") }
        match row_item(row) {
            Ok(item) => self.push::<R>(&row.key(), Operation::PutIfNewer(item)),
            Err(error) => self.failed(WriteError::Encode { model: R::NAME, error }),
        }
    }

    /// Writes some attributes of a row.
    pub fn update<R, At>(self, update: Update<R>) -> Self
    where
        M: Includes<R, At, access::Update>,
        R: ReadModel,
    {
        let key = update.key().clone();
        match update.into_actions() {
            Ok(actions) => self.push::<R>(&key, Operation::Update(actions)),
            Err(error) => self.failed(WriteError::Update(error)),
        }
    }

    /// Deletes a row; one that is not there stays so.
    pub fn delete<K, At>(self, key: &K) -> Self
    where
        M: Includes<K::Model, At, access::Delete>,
        K: KeyOfModel,
    {
        self.push::<K::Model>(key, Operation::Delete)
    }

    /// Deletes a row of `R`, where the key is that of several models: `delete_of::<Order<Parcel>, _>(&key)`.
    pub fn delete_of<R, At>(self, key: &R::Key) -> Self
    where
        M: Includes<R, At, access::Delete>,
        R: ReadModel,
    {
        self.push::<R>(key, Operation::Delete)
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

    fn push<R: ReadModel>(mut self, key: &R::Key, operation: Operation) -> Self {
        let key = match RowKey::new(key, &R::SCHEMA) {
            Ok(key) => key,
            Err(InvalidKey { attribute, error }) => {
                return self.failed(WriteError::Key { model: R::NAME, attribute, error });
            }
        };
        let same_row = |write: &&mut Write| write.schema.table == R::SCHEMA.table && write.key == key;
        if let Some(before) = self.rows.iter_mut().find(same_row) {
            return match before.operation.merge(operation) {
                true => self,
                false => self.failed(WriteError::SameRow { model: R::NAME }),
            };
        }
        self.rows.push(Write { model: R::NAME, schema: R::SCHEMA, key, operation });
        self
    }

    fn failed(mut self, error: WriteError) -> Self {
        self.fault.get_or_insert(error);
        self
    }

    /// The writes, or the first fault that they were built with.
    pub(crate) fn into_result(self) -> Result<Vec<Write>, WriteError> {
        match self.fault {
            Some(fault) => Err(fault),
            None => {
                for write in &self.rows {
                    if let Operation::Update(actions) = &write.operation {
                        check_ranges(write.model, actions).map_err(WriteError::Update)?;
                    }
                }
                Ok(self.rows)
            }
        }
    }
}

impl Operation {
    /// Sums additions to one row; `false` for any other pair of operations.
    fn merge(&mut self, other: Self) -> bool {
        let (Self::Update(actions), Self::Update(more)) = (self, other) else { return false };
        let additions_alone = |actions: &Actions| actions.values().all(|action| matches!(action, Action::Add(_)));
        if !additions_alone(actions) || !additions_alone(&more) {
            return false;
        }
        for (name, action) in more {
            match (actions.get_mut(&name), action) {
                (Some(Action::Add(sum)), Action::Add(addition)) => {
                    sum.delta = sum.delta.saturating_add(addition.delta);
                }
                (_, action) => {
                    actions.insert(name, action);
                }
            }
        }
        true
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

/// Writes that cannot be carried out as they were built. Names models and attributes, never a value or a key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WriteError {
    /// Two operations on one row which are not both additions.
    SameRow {
        /// The read model's name.
        model: &'static str,
    },
    /// A row that cannot be written.
    Encode {
        /// The read model's name.
        model: &'static str,
        /// Where and why.
        error: EncodeError,
    },
    /// A key that cannot be written: DynamoDB does not take it, or its type does not.
    Key {
        /// The read model's name.
        model: &'static str,
        /// The name of the key attribute.
        attribute: &'static str,
        /// Why.
        error: KeyError,
    },
    /// An update that cannot be carried out.
    Update(UpdateError),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameRow { model } => write!(
                f,
                "two operations on one row of `{model}` in one `Writes`; only additions can be summed, make one \
                 operation of the others"
            ),
            Self::Encode { model, error } => write!(f, "a row of `{model}` {error}"),
            Self::Key { model, attribute, error } => {
                write!(f, "the key attribute `{model}.{attribute}` cannot be written: {error}")
            }
            Self::Update(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WriteError {}

#[cfg(test)]
mod tests;
