//! One write to one row, without its types.

use sha2::{Digest as _, Sha256};

use super::OperationError;
use super::source_change::SourceChange;
use crate::attribute::DocumentPath;
use crate::condition::{ConditionError, check_limits};
use crate::model::ReadModel;
use crate::rows::{Action, Actions, Addition, Change, Condition, KeyNames, RowKey, implicit};

/// One write to one row; what the runtime commits.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    pub(crate) model: &'static str,
    /// The table's logical name.
    pub(crate) table: &'static str,
    pub(crate) key_names: KeyNames,
    pub(crate) key: RowKey,
    /// In how many rows its number is, until one of them is chosen.
    shards: Option<u8>,
    pub(crate) change: Change,
    pub(crate) guard: Guard,
    /// The change that it follows from, where it is that of a projection.
    pub(super) follows: Option<SourceChange>,
}

/// When it is carried out, beside what follows from its change.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Guard {
    pub(crate) presence: Presence,
    /// That the row which is there has a lower `#[version]`.
    pub(crate) newer: Option<Condition>,
    /// That it has the `#[version]` that was read.
    pub(crate) unchanged: Option<Condition>,
    pub(crate) only_if: Option<Condition>,
    /// Whether it is left out where a condition does not hold.
    pub(crate) or_skip: bool,
}

/// Whether there must be a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Presence {
    #[default]
    Any,
    There,
    NotThere,
}

impl Guard {
    pub(crate) fn of_presence(presence: Presence) -> Self {
        Self { presence, ..Self::default() }
    }

    /// One more condition, which must hold as well.
    pub(crate) fn and(&mut self, condition: Condition) {
        self.only_if = Condition::all(self.only_if.take().into_iter().chain([condition]));
    }

    /// Whether nothing but the row's `#[version]` decides.
    pub(crate) fn is_of_version(&self) -> bool {
        let others = self.only_if.is_none() && self.unchanged.is_none();
        self.newer.is_some() && others && self.presence == Presence::Any
    }

    /// Whether nothing but the row's presence decides: existence does not make an addition conditional.
    fn is_plain(&self) -> bool {
        self.newer.is_none() && self.unchanged.is_none() && self.only_if.is_none() && !self.or_skip
    }
}

impl Write {
    pub(crate) fn new<M: ReadModel>(key: &M::Key, change: Change, guard: Guard) -> Result<Self, OperationError> {
        let invalid = |invalid| OperationError::Key { operation: operation(&change), model: M::NAME, invalid };
        let key = RowKey::new(key, &M::SCHEMA).map_err(invalid)?;
        Ok(Self::with_key::<M>(key, change, guard))
    }

    /// The same of a key without its type.
    pub(super) fn with_key<M: ReadModel>(key: RowKey, change: Change, guard: Guard) -> Self {
        let schema = &M::SCHEMA;
        let shards = schema.shards.map(|shards| shards.count);
        let (table, key_names) = (schema.table, schema.into());
        Self { model: M::NAME, table, key_names, key, shards, change, guard, follows: None }
    }

    /// Chooses the row, where its number is in several, for what follows from a source item: an item's -1 meets its +1.
    pub(crate) fn choose_shard(&mut self, item: &[u8]) {
        if let Some(shards) = self.shards.take() {
            self.key = self.key.of_shard(Sha256::digest(item)[0] % shards);
        }
    }

    /// Whether both are about one row.
    pub(crate) fn is_of_row(&self, other: &Self) -> bool {
        self.table == other.table && self.key == other.key && self.shards == other.shards
    }

    /// DynamoDB's name of the operation.
    pub(crate) const fn operation(&self) -> &'static str {
        operation(&self.change)
    }

    /// All that it asks of its row.
    pub(crate) fn condition(&self) -> Option<Condition> {
        let Guard { presence, newer, unchanged, only_if, .. } = &self.guard;
        let key = || DocumentPath::named(self.key_names.partition);
        let presence = match presence {
            Presence::Any => None,
            Presence::There => Some(Condition::Exists(key())),
            Presence::NotThere => Some(Condition::Missing(key())),
        };
        let of_change = match &self.change {
            Change::Update(actions) => implicit::of_actions(actions),
            Change::Put(_) | Change::Delete => None,
        };
        let of_version = newer.clone().into_iter().chain(unchanged.clone());
        Condition::all(presence.into_iter().chain(of_version).chain(of_change).chain(only_if.clone()))
    }

    /// Whether DynamoDB takes what it asks.
    pub(crate) fn check(&self) -> Result<(), ConditionError> {
        match self.guard.only_if {
            Some(_) => self.condition().map_or(Ok(()), |condition| check_limits(self.model, &condition)),
            None => Ok(()),
        }
    }

    /// Makes one write of two to one row: additions are summed, and nothing else can be.
    pub(crate) fn merge(&mut self, other: Self) -> Result<(), Unmerged> {
        let plain = self.guard.is_plain() && other.guard.is_plain();
        let (Change::Update(actions), Change::Update(more)) = (&mut self.change, other.change) else {
            return Err(Unmerged::SameRow);
        };
        if !plain || !are_additions(actions) || !are_additions(&more) {
            return Err(Unmerged::SameRow);
        }
        for (path, action) in more {
            match (actions.get_mut(&path), action) {
                (Some(Action::Add(sum)), Action::Add(addition)) if !sum.is_of_same_field(&addition) => {
                    return Err(Unmerged::Defaults(path.to_string()));
                }
                (Some(Action::Add(sum)), Action::Add(addition)) => match sum.and(&addition) {
                    Some(both) => **sum = both,
                    None => return Err(Unmerged::Sum(path.to_string())),
                },
                (_, action) => {
                    actions.insert(path, action);
                }
            }
        }
        if other.guard.presence == Presence::There {
            self.guard.presence = Presence::There;
        }
        Ok(())
    }

    /// Whether it does nothing but add, whatever is there.
    fn is_addition(&self) -> bool {
        let adds = matches!(&self.change, Change::Update(actions) if are_additions(actions));
        adds && self.guard.is_plain() && self.guard.presence == Presence::Any
    }

    /// Whether either of these writes to one row may be the first: both add to the same attributes, and none in another direction.
    pub(crate) fn commutes(&self, other: &Self) -> bool {
        self.are_additions_with(other, Addition::commutes)
    }

    /// Whether all that [commutes](Self::commutes) with this write does with the other.
    pub(crate) fn stands_for(&self, other: &Self) -> bool {
        self.are_additions_with(other, Addition::stands_for)
    }

    /// Whether both add to the same attributes, each so.
    fn are_additions_with(&self, other: &Self, so: fn(&Addition, &Addition) -> bool) -> bool {
        let (Change::Update(actions), Change::Update(others)) = (&self.change, &other.change) else { return false };
        let is_same = |((path, action), (other_path, other)): ((_, &Action), (_, &Action))| match (action, other) {
            (Action::Add(addition), Action::Add(other)) => path == other_path && so(addition, other),
            _ => false,
        };
        let is_plain = self.is_addition() && other.is_addition() && actions.len() == others.len();
        is_plain && actions.iter().zip(others).all(is_same)
    }

    /// Makes one write of those of two records to one row, this one's first; `None` where they are not both additions without
    /// conditions of their own, or have no sum.
    pub(crate) fn coalesced(&self, other: &Self) -> Option<Self> {
        let (Change::Update(first), Change::Update(second)) = (&self.change, &other.change) else { return None };
        let plain = self.guard.is_plain() && other.guard.is_plain();
        if !plain || !are_additions(first) || !are_additions(second) {
            return None;
        }
        let mut actions = first.clone();
        for (path, action) in second {
            let both = match (first.get(path), action) {
                (Some(Action::Add(first)), Action::Add(second)) => Action::Add(Box::new(first.then(second)?)),
                _ => action.clone(),
            };
            actions.insert(path.clone(), both);
        }
        let presence = if other.guard.presence == Presence::There { Presence::There } else { self.guard.presence };
        Some(Self { change: Change::Update(actions), guard: Guard::of_presence(presence), ..self.clone() })
    }
}

fn are_additions(actions: &Actions) -> bool {
    actions.values().all(|action| matches!(action, Action::Add(_)))
}

/// DynamoDB's name of the operation.
const fn operation(change: &Change) -> &'static str {
    match change {
        Change::Put(_) => "PutItem",
        Change::Update(_) => "UpdateItem",
        Change::Delete => "DeleteItem",
    }
}

/// Why two writes to one row are not one.
pub(crate) enum Unmerged {
    SameRow,
    /// The fields of this attribute, of two models, say another thing of a row that lacks it.
    Defaults(String),
    /// The additions to this attribute have a sum that DynamoDB cannot hold.
    Sum(String),
}
