//! A partial update of one row: which attributes are set, which are added to.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_dynamo::AttributeValue;

use crate::attribute::{Attribute, Counter, RemovableAttribute};
use crate::encode::{EncodeError, to_attribute_value};
use crate::model::ReadModel;

/// A partial update of the row with a key; begun with [`key.update()`](crate::ModelKey::update).
///
/// A row that is not there is made, with the key and what the update writes: the other fields must be able to be
/// missing (`Option`, `#[serde(default)]`), or reading the row fails.
///
/// ```
/// use statetopic::prelude::*;
///
/// #[read_model(table = "user-statistics")]
/// #[derive(Serialize, Deserialize)]
/// struct UserStatistics {
///     #[partition_key]
///     country: String,
///     #[serde(default)]
///     users: u32,
///     last_name: Option<String>,
/// }
///
/// let key = UserStatisticsKey { country: "no".to_owned() };
/// let update = key.update().add(|a| a.users, 1).set(|a| a.last_name, Some("Hansen".to_owned()));
/// # let _: Update<UserStatistics> = update;
/// ```
#[must_use = "an update changes nothing until a table or `Writes` takes it"]
pub struct Update<M: ReadModel> {
    key: M::Key,
    actions: BTreeMap<&'static str, Action>,
    fault: Option<UpdateError>,
}

/// What happens to one attribute.
#[derive(Clone, PartialEq)]
pub(crate) enum Action {
    Set(AttributeValue),
    Remove,
    Add(Addition),
}

impl fmt::Debug for Action {
    /// A value that is set may be one that must not be seen; which attribute it is stands beside it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(_) => f.write_str("Set(..)"),
            Self::Remove => f.write_str("Remove"),
            Self::Add(addition) => write!(f, "Add({})", addition.delta),
        }
    }
}

/// A delta, and the range of the field that it is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Addition {
    pub(crate) delta: i128,
    pub(crate) lowest: i128,
    pub(crate) highest: i128,
}

impl Addition {
    /// The values from which the addition stays within the field's range; `None` where there are none.
    ///
    /// A missing attribute counts as zero.
    pub(crate) fn allowed(&self) -> Option<(i128, i128)> {
        let lowest = self.lowest.max(self.lowest.saturating_sub(self.delta));
        let highest = self.highest.min(self.highest.saturating_sub(self.delta));
        (lowest <= highest).then_some((lowest, highest))
    }
}

impl<M: ReadModel> Update<M> {
    pub(crate) const fn new(key: M::Key) -> Self {
        Self { key, actions: BTreeMap::new(), fault: None }
    }

    /// Sets an attribute. `None` and a set without elements [remove](Self::remove) it.
    pub fn set<V: Serialize>(self, attribute: impl FnOnce(&M::Attributes) -> Attribute<M, V>, value: V) -> Self {
        let attribute = attribute(&M::ATTRIBUTES);
        let name = attribute.name();
        match to_attribute_value(&value, attribute.is_added()) {
            Ok(value) => self.with(name, value.map_or(Action::Remove, Action::Set)),
            Err(error) => self.failed(UpdateError { model: M::NAME, attribute: name, fault: Fault::Encode(error) }),
        }
    }

    /// Removes an attribute that a row may lack: an `Option` is `None` then, and a set is empty.
    ///
    /// Of an `#[added]` field that is an `Option` it makes a `NULL`: a row that lacks the attribute is one from before.
    pub fn remove<V: RemovableAttribute>(self, attribute: impl FnOnce(&M::Attributes) -> Attribute<M, V>) -> Self {
        let attribute = attribute(&M::ATTRIBUTES);
        let null = attribute.is_added() && V::NULLABLE;
        self.with(attribute.name(), if null { Action::Set(AttributeValue::Null(true)) } else { Action::Remove })
    }

    /// Adds to a number; a missing one counts as zero. Two additions to one attribute are summed.
    ///
    /// The delta is signed whatever the field's type. An addition that would leave the field's range changes nothing
    /// and fails.
    pub fn add<V: Counter>(
        mut self,
        attribute: impl FnOnce(&M::Attributes) -> Attribute<M, V>,
        delta: impl Into<i128>,
    ) -> Self {
        let name = attribute(&M::ATTRIBUTES).name();
        let mut addition = Addition { delta: delta.into(), lowest: V::LOWEST, highest: V::HIGHEST };
        if let Some(Action::Add(before)) = self.actions.get(name) {
            addition.delta = addition.delta.saturating_add(before.delta);
            self.actions.remove(name);
        }
        self.with(name, Action::Add(addition))
    }

    fn with(mut self, name: &'static str, action: Action) -> Self {
        if self.actions.insert(name, action).is_some() {
            return self.failed(UpdateError { model: M::NAME, attribute: name, fault: Fault::Twice });
        }
        self
    }

    fn failed(mut self, error: UpdateError) -> Self {
        self.fault.get_or_insert(error);
        self
    }

    pub(crate) const fn key(&self) -> &M::Key {
        &self.key
    }

    /// The update's actions. Their ranges are for [`check_ranges`], since further additions may be summed with them.
    pub(crate) fn into_actions(self) -> Result<BTreeMap<&'static str, Action>, UpdateError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if self.actions.is_empty() {
            return Err(UpdateError { model: M::NAME, attribute: "", fault: Fault::Empty });
        }
        Ok(self.actions)
    }
}

impl<M: ReadModel> Clone for Update<M> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), actions: self.actions.clone(), fault: self.fault.clone() }
    }
}

impl<M: ReadModel> PartialEq for Update<M> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.actions == other.actions && self.fault == other.fault
    }
}

impl<M: ReadModel> fmt::Debug for Update<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Update").field("key", &self.key).field("actions", &self.actions).finish_non_exhaustive()
    }
}

/// An update that cannot be carried out as it is written. Names the model and the attribute, never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateError {
    model: &'static str,
    attribute: &'static str,
    fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    Encode(EncodeError),
    Twice,
    OutOfRange,
    Empty,
}

/// An addition that fits its field from no value at all is an error before it is sent.
pub(crate) fn check_ranges(model: &'static str, actions: &BTreeMap<&'static str, Action>) -> Result<(), UpdateError> {
    let never_fits = |action: &Action| matches!(action, Action::Add(addition) if addition.allowed().is_none());
    match actions.iter().find(|(_, action)| never_fits(action)) {
        Some((attribute, _)) => Err(UpdateError { model, attribute, fault: Fault::OutOfRange }),
        None => Ok(()),
    }
}

impl fmt::Display for UpdateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { model, attribute, fault } = self;
        match fault {
            Fault::Encode(error) => write!(f, "the value for `{model}.{attribute}` {error}"),
            Fault::Twice => {
                write!(f, "two actions on `{model}.{attribute}` in one update; DynamoDB takes one for each attribute")
            }
            Fault::OutOfRange => write!(f, "the addition to `{model}.{attribute}` exceeds the field's range"),
            Fault::Empty => write!(f, "the update of `{model}` does nothing; set an attribute or add to one"),
        }
    }
}

impl std::error::Error for UpdateError {}
