//! Several `Writes` as one.

use std::marker::PhantomData;

use super::Writes;
use super::covers::Covers;
use crate::model::{ReadModel, WholeRows};
use crate::operation::{Create, Delete, Put, Replace};
use crate::update::Update;

impl<M> Writes<M> {
    /// These writes and others, committed together: the reactions of several functions as those of one. The others may be to
    /// other read models; this one's type names all of them.
    ///
    /// ```
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "orders")]
    /// # #[state_topic(view = NEW_IMAGE)]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order { #[partition_key] pub id: String }
    /// # #[read_model(table = "totals")]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Totals { #[partition_key] pub id: u32, #[serde(default)] pub orders: u32 }
    /// # #[read_model(table = "receipts")]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Receipt { #[partition_key] pub order: String }
    ///
    /// fn count(_: &StateChange<Order>) -> Writes<Only<Totals, access::Update>> {
    ///     Writes::new().update(TotalsKey { id: 1 }.update().add(|a| a.orders, 1))
    /// }
    ///
    /// fn confirm(change: &StateChange<Order>) -> Writes<Receipt> {
    ///     Writes::new().put(&Receipt { order: change.key().id.clone() })
    /// }
    ///
    /// #[subscriber(on(Inserted))]
    /// fn take(change: StateChange<Order>) -> Writes<(Totals, Receipt)> {
    ///     Writes::new().and(count(&change)).and(confirm(&change))
    /// }
    /// # fn main() {}
    /// ```
    pub fn and<Other, Places>(mut self, other: Writes<Other>) -> Self
    where
        M: Covers<Other, Places>,
    {
        self.join(Writes { rows: other.rows, fault: other.fault, models: PhantomData });
        self
    }

    fn join(&mut self, other: Self) {
        for write in other.rows {
            self.add(write);
        }
        if let Some(fault) = other.fault {
            self.fail(fault);
        }
    }
}

impl<M> Extend<Self> for Writes<M> {
    fn extend<I: IntoIterator<Item = Self>>(&mut self, writes: I) {
        for other in writes {
            self.join(other);
        }
    }
}

impl<M> FromIterator<Self> for Writes<M> {
    fn from_iter<I: IntoIterator<Item = Self>>(writes: I) -> Self {
        let mut all = Self::new();
        all.extend(writes);
        all
    }
}

macro_rules! operations {
    ($($operation:ident of $model:ident by $insert:ident;)*) => { $(
        impl<M: $model> Extend<$operation<M>> for Writes<M> {
            fn extend<I: IntoIterator<Item = $operation<M>>>(&mut self, operations: I) {
                for operation in operations {
                    self.$insert(operation.into_write());
                }
            }
        }

        impl<M: $model> FromIterator<$operation<M>> for Writes<M> {
            fn from_iter<I: IntoIterator<Item = $operation<M>>>(operations: I) -> Self {
                let mut writes = Self::new();
                writes.extend(operations);
                writes
            }
        }
    )* };
}

operations! {
    Put of WholeRows by insert;
    Create of WholeRows by insert;
    Replace of WholeRows by insert;
    Delete of WholeRows by insert;
    Update of ReadModel by insert_update;
}
