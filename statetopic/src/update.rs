//! A partial update of one row: which attributes are set, which are added to.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_dynamo::AttributeValue;

use crate::attribute::{
    Absence, Attribute, AttributePath, Counter, DocumentPath, MAX_LEVELS, Nested, RemovableAttribute,
};
use crate::encode::{EncodeError, to_attribute_value};
use crate::model::ReadModel;
use crate::rows::{Action, Actions, Addition};

mod by_key;

pub use self::by_key::UpdateByKey;

/// A partial update of the row with a key; begun with [`key.update()`](UpdateByKey::update).
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
///
/// # Nested attributes
/// [`at`](Attribute::at) leads into a map, and [`index`](Attribute::index) to an element of a list; all actions take such a
/// path. The map or list must be in the row: where it is missing or `NULL`, or where the row is, the update changes nothing
/// and fails, and `TableError::is_condition` holds. DynamoDB makes no maps on the way; `set`
/// the whole attribute first. In one update no path is within another one's.
#[must_use = "an update changes nothing until a table or `Writes` takes it"]
pub struct Update<M: ReadModel> {
    key: M::Key,
    actions: Actions,
    fault: Option<UpdateError>,
}

impl<M: ReadModel> Update<M> {
    pub(crate) const fn new(key: M::Key) -> Self {
        Self { key, actions: BTreeMap::new(), fault: None }
    }

    /// Sets an attribute. `None` and a set without elements [remove](Self::remove) it.
    pub fn set<V: Serialize, P: AttributePath>(
        self,
        attribute: impl FnOnce(&M::Attributes) -> Attribute<M, V, P>,
        value: V,
    ) -> Self {
        let attribute = attribute(&M::ATTRIBUTES);
        let (path, absence) = (attribute.place(), attribute.absence());
        match to_attribute_value(&value, absence.is_null()) {
            Ok(Some(value)) => self.with(&path, Action::Set(value)),
            // What is left out is a `None`, unless it would not be one in its place.
            Ok(None) if absence.takes_no_set() || matches!(to_attribute_value(&value, true), Ok(Some(_))) => {
                self.with(&path, Action::Remove)
            }
            Ok(None) => self.failed_at(&path, Fault::RequiredSet(absence)),
            Err(error) => self.failed_at(&path, Fault::Encode(error)),
        }
    }

    /// Removes an attribute that a row may lack: an `Option` is `None` then, and a set is empty.
    ///
    /// Of an `#[added]` field that is an `Option`, and of an element of a list, it makes a `NULL`: a row that lacks the
    /// attribute is one from before, and a list has no gaps. An element that is not there fails, as with [`add`](Self::add).
    pub fn remove<V: RemovableAttribute, P: AttributePath>(
        self,
        attribute: impl FnOnce(&M::Attributes) -> Attribute<M, V, P>,
    ) -> Self {
        let attribute = attribute(&M::ATTRIBUTES);
        let (path, absence) = (attribute.place(), attribute.absence());
        if V::NULLABLE {
            let action = match absence {
                Absence::Element => Action::Empty,
                Absence::Added => Action::Set(AttributeValue::Null(true)),
                Absence::Omitted | Absence::Required => Action::Remove,
            };
            self.with(&path, action)
        } else if absence.takes_no_set() {
            self.with(&path, Action::Remove)
        } else {
            self.failed_at(&path, Fault::RequiredSet(absence))
        }
    }

    /// Adds to a number; a missing one counts as zero. Two additions to one attribute are summed.
    ///
    /// An element of a list must be there: beyond the end DynamoDB would append it, each time anew. Where it is not, the
    /// update changes nothing and fails.
    ///
    /// The delta is signed whatever the field's type. An addition that would leave the field's range changes nothing
    /// and fails.
    pub fn add<V: Counter, P: AttributePath>(
        mut self,
        attribute: impl FnOnce(&M::Attributes) -> Attribute<M, V, P>,
        delta: impl Into<i128>,
    ) -> Self {
        let path = attribute(&M::ATTRIBUTES).place();
        let mut addition = Addition { delta: delta.into(), lowest: V::LOWEST, highest: V::HIGHEST };
        let kept = DocumentPath::from(&path);
        if let Some(Action::Add(before)) = self.actions.get(&kept) {
            addition.delta = addition.delta.saturating_add(before.delta);
            self.actions.remove(&kept);
        }
        self.with(&path, Action::Add(addition))
    }

    fn with(mut self, path: &Nested, action: Action) -> Self {
        if path.is_too_deep() {
            return self.failed_at(path, Fault::TooDeep);
        }
        let kept = DocumentPath::from(path);
        let fault = self.actions.keys().find(|other| other.overlaps(&kept)).map(|other| match *other == kept {
            true => Fault::Twice,
            false => Fault::Overlap(other.to_string()),
        });
        if let Some(fault) = fault {
            return self.failed_at(path, fault);
        }
        self.actions.insert(kept, action);
        self
    }

    fn failed_at(self, path: &Nested, fault: Fault) -> Self {
        self.failed(UpdateError { model: M::NAME, attribute: path.to_string(), fault })
    }

    fn failed(mut self, error: UpdateError) -> Self {
        self.fault.get_or_insert(error);
        self
    }

    pub(crate) const fn key(&self) -> &M::Key {
        &self.key
    }

    /// The update's actions. Their ranges are for [`check_ranges`], since further additions may be summed with them.
    pub(crate) fn into_actions(self) -> Result<Actions, UpdateError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if self.actions.is_empty() {
            return Err(UpdateError { model: M::NAME, attribute: String::new(), fault: Fault::Empty });
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
    attribute: String,
    fault: Fault,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    Encode(EncodeError),
    Twice,
    /// The other path.
    Overlap(String),
    TooDeep,
    RequiredSet(Absence),
    OutOfRange,
    Empty,
}

/// An addition that fits its field from no value at all is an error before it is sent.
pub(crate) fn check_ranges(model: &'static str, actions: &Actions) -> Result<(), UpdateError> {
    let never_fits = |action: &Action| matches!(action, Action::Add(addition) if addition.allowed().is_none());
    match actions.iter().find(|(_, action)| never_fits(action)) {
        Some((path, _)) => Err(UpdateError { model, attribute: path.to_string(), fault: Fault::OutOfRange }),
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
            Fault::Overlap(other) => write!(
                f,
                "`{model}.{attribute}` and `{model}.{other}` overlap in one update; set the outer attribute whole, or what \
                 is in it one by one"
            ),
            Fault::TooDeep => {
                write!(f, "`{model}.{attribute}…` is deeper than the {MAX_LEVELS} levels that DynamoDB nests")
            }
            Fault::RequiredSet(Absence::Element) => {
                write!(
                    f,
                    "`{model}.{attribute}` cannot be a set without elements, which DynamoDB has not; set the list whole"
                )
            }
            Fault::RequiredSet(_) => write!(
                f,
                "a map without `{model}.{attribute}` would not be read, and DynamoDB has no empty set; add \
                 `#[serde(default)]` to the field"
            ),
            Fault::OutOfRange => write!(f, "the addition to `{model}.{attribute}` exceeds the field's range"),
            Fault::Empty => write!(f, "the update of `{model}` does nothing; set an attribute or add to one"),
        }
    }
}

impl std::error::Error for UpdateError {}
