//! One operation on one row.

use std::collections::BTreeSet;
use std::fmt;

use serde_dynamo::Item;

use super::action::Actions;
use super::condition::Condition;
use super::key::{KeyNames, RowKey};

/// A read of one row.
pub(crate) struct Get<'a> {
    /// The table's physical name.
    pub(crate) table: &'a str,
    pub(crate) key_names: KeyNames,
    pub(crate) key: &'a RowKey,
    /// Whether the latest write is seen.
    pub(crate) consistent: bool,
    /// The one attribute that is read; else all are.
    pub(crate) attribute: Option<&'static str>,
}

/// A write to one row. Where its condition fails the row is told as it was.
pub(crate) struct RowOperation<'a> {
    /// The table's physical name.
    pub(crate) table: &'a str,
    pub(crate) key_names: KeyNames,
    pub(crate) key: RowKey,
    pub(crate) change: Change,
    pub(crate) condition: Option<Condition>,
}

/// What becomes of the row.
#[derive(Clone, PartialEq)]
pub(crate) enum Change {
    /// The whole row, with the attributes of its key.
    Put(Item),
    /// A row that is not there is made, unless attributes are only removed.
    Update(Actions),
    Delete,
}

impl fmt::Debug for Change {
    /// A row's values may be ones that must not be seen: its attributes are named.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Put(item) => {
                let names: BTreeSet<_> = item.inner().keys().collect();
                f.debug_tuple("Put").field(&names).finish()
            }
            Self::Update(actions) => f.debug_tuple("Update").field(actions).finish(),
            Self::Delete => f.write_str("Delete"),
        }
    }
}
