//! One operation on one row.

use std::collections::BTreeSet;
use std::fmt;

use serde_dynamo::Item;

use super::action::{Action, Actions};
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
}

/// A write to one row. Where its condition fails the row is told as it was.
#[derive(Clone)]
pub(crate) struct RowOperation<'a> {
    /// The table's physical name.
    pub(crate) table: &'a str,
    pub(crate) key_names: KeyNames,
    pub(crate) key: RowKey,
    pub(crate) change: Change,
    pub(crate) condition: Option<Condition>,
}

/// What the same request does to a row once more, where the first one was carried out and its answer was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// What the first one did.
    Same,
    /// Nothing, or what the first one did; which of the two cannot be told, since the condition may be one that the first one
    /// made false.
    Conditional,
    /// More: it adds or appends again.
    More,
}

impl RowOperation<'_> {
    pub(super) fn repeat(&self) -> Repeat {
        let is_more = match &self.change {
            Change::Update(actions) => actions.iter().any(|(path, action)| match action {
                Action::Add(_) => true,
                // DynamoDB appends what is set beyond the end of a list.
                Action::Set(_) => path.is_element(),
                Action::Collect(collected) => collected.is_more_each_time(),
                Action::Remove | Action::Empty => false,
            }),
            Change::Put(_) | Change::Delete => false,
        };
        match (is_more, &self.condition) {
            (true, _) => Repeat::More,
            (false, Some(_)) => Repeat::Conditional,
            (false, None) => Repeat::Same,
        }
    }
}

/// What failures a request is sent again after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Retries {
    /// All that pass.
    All,
    /// Those after which it is certain that the request was not carried out.
    Certain,
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
