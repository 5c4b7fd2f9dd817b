//! The operations of whole rows: put, create, replace, delete.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde_dynamo::{AttributeValue, Item};

use super::OperationError;
use super::write::{Guard, Presence, Write};
use crate::condition::Condition;
use crate::decode::read_row;
use crate::encode::{EncodeError, row_item};
use crate::model::{ReadModel, Versioned};
use crate::number::Number;
use crate::rows::{Change, implicit};

/// A write that is being built, or why it cannot be.
type Built = Result<Write, OperationError>;

fn of_row<M: ReadModel + Serialize>(row: &M, presence: Presence) -> Built {
    match row_item(row) {
        Ok(item) => Write::new::<M>(&row.key(), Change::Put(item), Guard::of_presence(presence)),
        Err(error) => Err(OperationError::Encode { model: M::NAME, error }),
    }
}

fn only_if<M: ReadModel>(built: Built, condition: Condition<M>) -> Built {
    let mut write = built?;
    write.guard.and(condition.into_untyped().map_err(OperationError::Condition)?);
    Ok(write)
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[must_use = "an operation changes nothing until a table or `Writes` takes it"]
        pub struct $name<M> {
            built: Built,
            model: PhantomData<fn() -> M>,
        }

        impl<M: ReadModel> $name<M> {
            /// Where a condition does not hold, that is no longer an error: a table answers
            /// [`Written::Skipped`](crate::Written::Skipped), and the other operations of `Writes` are committed without it.
            pub fn or_skip(mut self) -> Self {
                if let Ok(write) = &mut self.built {
                    write.guard.or_skip = true;
                }
                self
            }
        }

        impl<M> $name<M> {
            const fn of(built: Built) -> Self {
                Self { built, model: PhantomData }
            }

            pub(crate) fn into_write(self) -> Built {
                self.built
            }
        }

        impl<M> Clone for $name<M> {
            fn clone(&self) -> Self {
                Self::of(self.built.clone())
            }
        }

        impl<M> PartialEq for $name<M> {
            fn eq(&self, other: &Self) -> bool {
                self.built == other.built
            }
        }

        impl<M> fmt::Debug for $name<M> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.built.fmt(f)
            }
        }
    )* };
}

macro_rules! conditional {
    ($($name:ident)*) => { $(
        impl<M: ReadModel> $name<M> {
            /// Only where the row that is there meets this condition. Several must all hold.
            ///
            /// Where it does not hold, nothing changes: a table returns an error which has the row as it was, and of
            /// `Writes` the record fails.
            pub fn only_if(self, condition: impl FnOnce(&M::Attributes) -> Condition<M>) -> Self {
                Self { built: only_if(self.built, condition(&M::ATTRIBUTES)), ..self }
            }
        }
    )* };
}

// A creation is for a key without a row, so no condition could ask for anything of the row.
conditional!(Put Replace Delete);

operations! {
    /// Writes a whole row, replacing the one that is there.
    ///
    /// `put(&row)` does it unconditionally; as a value it takes conditions:
    /// ```
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "orders")]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order { #[partition_key] pub id: String, pub total: u32 }
    ///
    /// /// Keeps the row with the highest total.
    /// fn keep(row: &Order) -> Writes<Order> {
    ///     let highest = Put::new(row).only_if(|a| a.id.is_missing() | a.total.lt(row.total)).or_skip();
    ///     Writes::new().put(highest)
    /// }
    /// # assert_eq!(keep(&Order { id: "7".to_owned(), total: 3 }).len(), 1);
    /// ```
    Put;

    /// Writes a row where there is none with its key: `create(&row)`, or as a value, which takes `or_skip()`. It takes no
    /// other condition, because the row does not exist yet.
    ///
    /// ```
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "orders")]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order { #[partition_key] pub id: String, pub total: u32 }
    ///
    /// fn first(row: &Order) -> Writes<Order> {
    ///     Writes::new().create(Create::new(row).or_skip())
    /// }
    /// # assert_eq!(first(&Order { id: "7".to_owned(), total: 3 }).len(), 1);
    /// ```
    Create;

    /// Writes a whole row over the one that is there with its key: `replace(&row)`, or as a value, which takes conditions.
    ///
    /// ```
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "orders")]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order { #[partition_key] pub id: String, pub total: u32 }
    ///
    /// fn raise(row: &Order) -> Writes<Order> {
    ///     Writes::new().replace(Replace::new(row).only_if(|a| a.total.lt(row.total)))
    /// }
    /// # assert_eq!(raise(&Order { id: "7".to_owned(), total: 3 }).len(), 1);
    /// ```
    Replace;

    /// Deletes a row; one that is not there stays so. `delete(&key)`, or
    /// [`key.delete()`](crate::KeyOperations::delete), which takes conditions.
    ///
    /// ```
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "orders")]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order { #[partition_key] pub id: String, pub total: u32 }
    ///
    /// fn forget(key: OrderKey) -> Writes<Order> {
    ///     Writes::new().delete(key.delete().only_if(|a| a.total.eq(0)).or_skip())
    /// }
    /// # assert_eq!(forget(OrderKey { id: "7".to_owned() }).len(), 1);
    /// ```
    Delete;
}

impl<M: ReadModel> Put<M> {
    /// Puts this row.
    pub fn new(row: &M) -> Self
    where
        M: Serialize,
    {
        Self::of(of_row(row, Presence::Any))
    }

    /// Only where the row that is there has a lower `#[version]`, or there is no row.
    ///
    /// It does not compile for a model without a `#[version]`.
    pub fn if_newer(mut self) -> Self
    where
        M: Versioned,
    {
        if let Ok(Write { change: Change::Put(row), guard, .. }) = &mut self.built {
            guard.newer = implicit::newer(&M::SCHEMA, row);
            if guard.newer.is_none() {
                self.built = Err(unversioned::<M>());
            }
        }
        self
    }

    /// Only where the row that is there has the `#[version]` that this one has, which is written with the next: nobody has
    /// written it since it was read. Where somebody has, it fails as a condition, and the row is read again.
    ///
    /// It does not compile for a model without a `#[version]`.
    ///
    /// ```
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "accounts")]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Account { #[partition_key] pub id: String, pub balance: i64, #[version] pub version: u64 }
    ///
    /// /// Withdraws, and begins again where somebody was faster.
    /// async fn withdraw(accounts: &Table<Account>, key: &AccountKey, amount: i64) -> Result<bool> {
    ///     loop {
    ///         let Some(mut account) = accounts.get(key).consistent().await? else { return Ok(false) };
    ///         account.balance -= amount;
    ///         let unchanged = Put::new(&account).if_unchanged().or_skip();
    ///         if !accounts.put(unchanged).await?.is_skipped() {
    ///             return Ok(true);
    ///         }
    ///     }
    /// }
    /// ```
    pub fn if_unchanged(mut self) -> Self
    where
        M: Versioned,
    {
        if let Ok(Write { change: Change::Put(row), guard, .. }) = &mut self.built
            && guard.unchanged.is_none()
        {
            guard.unchanged = implicit::unchanged(&M::SCHEMA, row);
            match (&guard.unchanged, next_version::<M>(row)) {
                (None, _) => self.built = Err(unversioned::<M>()),
                (_, Err(error)) => self.built = Err(OperationError::Encode { model: M::NAME, error }),
                // What is newer than the row that is there is the row as it is written.
                (Some(_), Ok(())) if guard.newer.is_some() => guard.newer = implicit::newer(&M::SCHEMA, row),
                (Some(_), Ok(())) => {}
            }
        }
        self
    }
}

impl<M: ReadModel> Create<M> {
    /// Creates this row.
    pub fn new(row: &M) -> Self
    where
        M: Serialize,
    {
        Self::of(of_row(row, Presence::NotThere))
    }
}

impl<M: ReadModel> Replace<M> {
    /// Writes this row over the one that is there.
    pub fn new(row: &M) -> Self
    where
        M: Serialize,
    {
        Self::of(of_row(row, Presence::There))
    }
}

impl<M: ReadModel> Delete<M> {
    /// Deletes the row with this key.
    pub fn new(key: &M::Key) -> Self {
        Self::of(Write::new::<M>(key, Change::Delete, Guard::default()))
    }
}

/// A row that is written without its version cannot be compared by it.
fn unversioned<M: ReadModel>() -> OperationError {
    let error = EncodeError::missing_version(M::SCHEMA.version.unwrap_or_default());
    OperationError::Encode { model: M::NAME, error }
}

/// The row with its next version.
fn next_version<M: ReadModel>(row: &mut Item) -> Result<(), EncodeError> {
    let name = M::SCHEMA.version.unwrap_or_default();
    let highest = || EncodeError::highest_version(name);
    if let Some(AttributeValue::N(digits)) = row.get_mut(name) {
        let version: Number = digits.parse().map_err(|_| highest())?;
        *digits = version.checked_add(Number::from(1)).ok_or_else(highest)?.to_string();
    }
    read_row::<M>(row).map(drop).map_err(|_| highest())
}
