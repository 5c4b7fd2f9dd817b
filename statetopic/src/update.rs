//! A partial update of one row: which attributes are set, which are added to.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_dynamo::AttributeValue;

use self::error::Fault;
use self::settable::{FormOf, has_value};
use crate::attribute::{Absence, DocumentPath, Nested, RemovableAttribute};
use crate::condition::Condition;
use crate::encode::{EncodeError, check_index_keys, to_set_value};
use crate::model::{ReadModel, WholeRows};
use crate::operation::{Guard, OperationError, Presence, Write};
use crate::rows::{Action, Actions, Addition, Allowed, Change};

mod by_key;
mod collection;
mod counter;
mod entry;
mod error;
mod settable;
mod sharded;
mod upsert;

pub use self::by_key::KeyOperations;
#[doc(hidden)]
pub use self::collection::OfRow;
pub use self::counter::{Counter, DecimalCounter, Delta};
pub use self::entry::EntryKey;
pub use self::error::UpdateError;
pub use self::settable::{Assignment, IsTyped, UpdatableAttribute};
pub use self::sharded::Sharded;
#[doc(hidden)]
pub use self::sharded::ShardedScalar;
pub use self::upsert::Upsert;
#[doc(hidden)]
pub use self::upsert::{MissingField, MissingSet, UpsertFields};

/// A partial update of the row with a key; begun with [`key.update()`](KeyOperations::update) or
/// [`key.update_existing()`](KeyOperations::update_existing).
///
/// `update` makes a row that is not there, with the key and what the update writes. It compiles for models whose other fields
/// can all be missing; `update_existing` fails where there is no row.
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
/// [`at`](crate::Attribute::at) leads into a map, and [`index`](crate::Attribute::index) to an element of a list; all actions take such a
/// path. The map or list must be in the row: where it is missing or `NULL`, or where the row is, the update changes nothing
/// and fails, and `TableError::is_condition` holds. DynamoDB makes no maps on the way; `set`
/// the whole attribute first. In one update no path is within another one's.
///
/// An entry of a map by a key that is known at run time is changed by [`set_entry`](Self::set_entry) and
/// [`remove_entry`](Self::remove_entry).
#[must_use = "an update changes nothing until a table or `Writes` takes it"]
pub struct Update<M: ReadModel> {
    key: M::Key,
    actions: Actions,
    guard: Guard,
    fault: Option<UpdateError>,
}

impl<M: ReadModel> Update<M> {
    fn new(key: M::Key, presence: Presence) -> Self {
        Self { key, actions: BTreeMap::new(), guard: Guard::of_presence(presence), fault: None }
    }

    /// Sets an attribute. `None` and a set without elements [remove](Self::remove) it. A field that serde converts is set to a
    /// value of its own type, which is written as the field is; its `None` is `NULL`. What a row has under another name, by
    /// `#[serde(alias = …)]`, is removed.
    ///
    /// A value that would not be read back as it is, is refused, as by `put`.
    #[expect(clippy::needless_pass_by_value, reason = "an update is written with the value itself")]
    pub fn set<V, A, T>(self, attribute: impl FnOnce(&M::Attributes) -> A, value: T) -> Self
    where
        A: UpdatableAttribute<M, Value = V>,
        Assignment<T, V>: IsTyped<T, V>,
    {
        let attribute = attribute(&M::ATTRIBUTES).into_attribute();
        let (path, absence) = (attribute.place(), attribute.absence());
        let former = attribute.former_paths();
        let written = <Assignment<T, V>>::has_value_when_missing(attribute.default()).and_then(|by_default| {
            let null = by_default || absence.is_null() || <Assignment<T, V>>::NULL;
            Ok((to_set_value::<FormOf<T, V>>(&value, null)?, by_default))
        });
        match written {
            Ok((Some(value), _)) => self.set_value(&path, value).without(former),
            Ok((None, _)) if !<Assignment<T, V>>::can_be_missing() => self.failed_at(&path, Fault::Unwritten),
            Ok((None, true)) => self.failed_at(&path, Fault::Default),
            // What is left out is a `None`, unless it would not be one in its place.
            Ok(_) if absence.takes_no_set() || matches!(to_set_value::<FormOf<T, V>>(&value, true), Ok(Some(_))) => {
                self.with(&path, Action::Remove).without(former)
            }
            Ok(_) => self.failed_at(&path, Fault::RequiredSet(absence)),
            Err(error) => self.failed_at(&path, Fault::Encode(error)),
        }
    }

    /// Removes an attribute that a row may lack: an `Option` is `None` then, and a set is empty.
    ///
    /// Of an `#[added]` field that is an `Option`, of one whose default is a `Some`, and of an element of a list, it makes a `NULL`: a
    /// row that lacks the attribute is one from before, or has the default, and a list has no gaps. An element that is not there
    /// fails, as with [`add`](Self::add).
    pub fn remove<V, A>(self, attribute: impl FnOnce(&M::Attributes) -> A) -> Self
    where
        A: UpdatableAttribute<M, Value = V>,
        V: RemovableAttribute + Serialize,
    {
        let attribute = attribute(&M::ATTRIBUTES).into_attribute();
        let (path, absence) = (attribute.place(), attribute.absence());
        let has_value = match has_value(attribute.default()) {
            Ok(has_value) => has_value,
            Err(error) => return self.failed_at(&path, Fault::Encode(error)),
        };
        if V::NULLABLE {
            let action = match absence {
                Absence::Element => Action::Empty,
                Absence::Omitted | Absence::Required if !has_value => Action::Remove,
                Absence::Omitted | Absence::Required | Absence::Added => {
                    return self.set_value(&path, AttributeValue::Null(true)).without(attribute.former_paths());
                }
            };
            self.with(&path, action).without(attribute.former_paths())
        } else if has_value {
            self.failed_at(&path, Fault::Default)
        } else if absence.takes_no_set() {
            self.with(&path, Action::Remove).without(attribute.former_paths())
        } else {
            self.failed_at(&path, Fault::RequiredSet(absence))
        }
    }

    /// Adds to a number; a missing one counts as the field's default, or zero. Two additions to one attribute are summed.
    ///
    /// Sums are exact. The delta is signed whatever the field's type. An addition that would leave the field's range changes
    /// nothing and fails; one to a [`Number`](crate::Number) ends where DynamoDB's numbers do. A `Decimal` has room for the decimal
    /// places of the delta, but no condition can ask for those of the total that is there: `1E-28` and then `100` make a total that no
    /// `Decimal` holds, and that cannot be read. Add what has the same number of places each time, or let the field be a `Number`.
    ///
    /// A row that has the number under another name, by `#[serde(alias = …)]`, is changed by no addition: the update fails, and
    /// `TableError::is_condition` holds. Set the field, or put the row, which writes it under its name.
    ///
    /// An element of a list must be there: beyond the end DynamoDB would append it, each time anew. Where it is not, the
    /// update changes nothing and fails.
    ///
    /// ```
    /// use statetopic::prelude::*;
    ///
    /// #[read_model(table = "totals")]
    /// #[derive(Serialize, Deserialize)]
    /// struct Total {
    ///     #[partition_key]
    ///     shop: String,
    ///     #[serde(default)]
    ///     orders: u32,
    ///     #[serde(default)]
    ///     turnover: Number,
    /// }
    ///
    /// fn count(key: TotalKey, amount: Number) -> Update<Total> {
    ///     key.update().add(|a| a.orders, 1).add(|a| a.turnover, amount)
    /// }
    /// # let _ = count(TotalKey { shop: "oslo".to_owned() }, Number::from(3));
    /// ```
    pub fn add<V, A>(mut self, attribute: impl FnOnce(&M::Attributes) -> A, delta: impl Delta<V>) -> Self
    where
        A: UpdatableAttribute<M, Value = V>,
        V: Counter,
    {
        let attribute = attribute(&M::ATTRIBUTES).into_attribute();
        let path = attribute.place();
        if !V::is_number() {
            return self.failed_at(&path, Fault::NotANumber);
        }
        let (Ok(delta), Ok(start)) = (delta.into_number(), V::start(attribute.default())) else {
            return self.failed_at(&path, Fault::Digits);
        };
        let kept = DocumentPath::from(&path);
        let sum = match self.actions.get(&kept) {
            Some(Action::Add(before)) => before.delta.checked_add(delta),
            _ => Some(delta),
        };
        let Some(delta) = sum else { return self.failed_at(&path, Fault::Digits) };
        let Ok(range) = V::range_of(delta) else { return self.failed_at(&path, Fault::Places) };
        if matches!(self.actions.get(&kept), Some(Action::Add(_))) {
            self.actions.remove(&kept);
        }
        // A default that the field does not hold is read by nobody.
        let start_range = V::range_of(start).unwrap_or(range);
        let addition = Addition::new(delta, range).starting_at(start, start_range).once_named(attribute.aliases());
        self.with(&path, Action::Add(Box::new(addition)))
    }

    /// Only where the row that is there meets this condition. Several must all hold.
    ///
    /// Where it does not hold, nothing changes: a table returns an error which has the row as it was, and of `Writes` the
    /// record fails. Where there is no row, its attributes are all missing.
    pub fn only_if(mut self, condition: impl FnOnce(&M::Attributes) -> Condition<M>) -> Self
    where
        M: WholeRows,
    {
        match condition(&M::ATTRIBUTES).into_untyped() {
            Ok(condition) => {
                self.guard.and(condition);
                self
            }
            Err(error) => self.failed(UpdateError::of_condition(error)),
        }
    }

    /// Where a condition does not hold, that is no longer an error: a table answers
    /// [`Written::Skipped`](crate::Written::Skipped), and the other operations of `Writes` are committed without it.
    ///
    /// The conditions are all those of [`TableError::is_condition`](crate::table::TableError::is_condition): an addition that
    /// would leave its field's range is skipped too, and so is a nested attribute whose map is not there.
    pub fn or_skip(mut self) -> Self {
        self.guard.or_skip = true;
        self
    }

    /// Sets an attribute, unless that is the key of an index which cannot have the value.
    fn set_value(self, path: &Nested, value: AttributeValue) -> Self {
        match Self::check_index_keys(path, &value) {
            Ok(()) => self.with(path, Action::Set(value)),
            Err(error) => self.failed_at(path, Fault::Encode(error)),
        }
    }

    /// Whether the indexes whose key the attribute is can have the value.
    fn check_index_keys(path: &Nested, value: &AttributeValue) -> Result<(), EncodeError> {
        DocumentPath::from(path).name().map_or(Ok(()), |name| check_index_keys::<M>(name, value))
    }

    /// Takes away what a row has under other names of an attribute: with both of them it could not be read.
    fn without(mut self, paths: impl Iterator<Item = DocumentPath>) -> Self {
        self.actions.extend(paths.map(|path| (path, Action::Remove)));
        self
    }

    fn with(self, path: &Nested, action: Action) -> Self {
        self.with_at(path, path.is_too_deep(), DocumentPath::from(path), action)
    }

    /// Keeps an action at a path, which is this one or leads on from it.
    fn with_at(mut self, path: &Nested, is_too_deep: bool, kept: DocumentPath, action: Action) -> Self {
        if is_too_deep {
            return self.failed_at(&kept, Fault::TooDeep);
        }
        if path.has_aliases() {
            return self.failed_at(&kept, Fault::Alias);
        }
        let fault = self.actions.keys().find(|other| other.overlaps(&kept)).map(|other| match *other == kept {
            true => Fault::Twice,
            false => Fault::Overlap(other.to_string()),
        });
        if let Some(fault) = fault {
            return self.failed_at(&kept, fault);
        }
        self.actions.insert(kept, action);
        self
    }

    fn failed_at(self, path: &impl fmt::Display, fault: Fault) -> Self {
        self.failed(UpdateError::new(M::NAME, path.to_string(), fault))
    }

    fn failed(mut self, error: UpdateError) -> Self {
        self.fault.get_or_insert(error);
        self
    }

    /// What a test looks at.
    #[cfg(all(test, any(feature = "sdk", feature = "memory")))]
    pub(crate) fn into_actions(self) -> Result<Actions, UpdateError> {
        match self.into_write()? {
            Ok(Write { change: Change::Update(actions), .. }) => Ok(actions),
            _ => Ok(Actions::new()),
        }
    }

    /// The write, whose ranges are for [`check_ranges`], since further additions may be summed with them.
    pub(crate) fn into_write(self) -> Result<Result<Write, OperationError>, UpdateError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        if self.actions.is_empty() {
            return Err(UpdateError::new(M::NAME, String::new(), Fault::Empty));
        }
        Ok(Write::new::<M>(&self.key, Change::Update(self.actions), self.guard))
    }
}

/// An addition that fits its field from no value at all is an error before it is sent.
pub(crate) fn check_ranges(write: &Write) -> Result<(), UpdateError> {
    let Change::Update(actions) = &write.change else { return Ok(()) };
    let never_fits = |action: &Action| matches!(action, Action::Add(addition) if addition.allowed() == Allowed::Never);
    match actions.iter().find(|(_, action)| never_fits(action)) {
        Some((path, _)) => Err(UpdateError::new(write.model, path.to_string(), Fault::OutOfRange)),
        None => Ok(()),
    }
}

impl<M: ReadModel> Clone for Update<M> {
    fn clone(&self) -> Self {
        let Self { key, actions, guard, fault } = self;
        Self { key: key.clone(), actions: actions.clone(), guard: guard.clone(), fault: fault.clone() }
    }
}

impl<M: ReadModel> PartialEq for Update<M> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.actions == other.actions && self.guard == other.guard && self.fault == other.fault
    }
}

impl<M: ReadModel> fmt::Debug for Update<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Update").field("key", &self.key).field("actions", &self.actions).finish_non_exhaustive()
    }
}
