//! A change of an item, typed by its topic.

use std::fmt;

use crate::model::{Image, ReadModel};

mod kind;
mod parts;
#[cfg(test)]
mod tests;
mod topic;

pub use self::kind::ChangeKind;
pub use self::parts::StateParts;
pub(crate) use self::topic::{ChangeParts, ImageSource, ItemEvent, MissingImage};
pub use self::topic::{Topic, TopicChange, TopicTable};

/// Why an item was removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Removal {
    /// Somebody deleted it.
    Deleted,
    /// Its TTL passed. DynamoDB tells so only in the Region that expired the item; on a replica of a global table an
    /// expiry looks like a delete.
    Expired,
}

impl fmt::Display for Removal {
    /// The name of the variant.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Deleted => "Deleted",
            Self::Expired => "Expired",
        })
    }
}

/// What happened to an item of the topic `T`.
///
/// What the topic's view does not capture is a [`NotCaptured`](crate::view::NotCaptured), which has nothing to read.
///
/// ```
/// use statetopic::prelude::*;
/// # #[read_model(table = "levels")]
/// # #[state_topic(view = NEW_AND_OLD_IMAGES)]
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub sku: String, pub on_hand: u32 }
/// fn taken_out(change: &StateChange<Level>) -> u32 {
///     match change {
///         StateChange::Inserted { .. } => 0,
///         StateChange::Modified { old, new, .. } => old.on_hand.saturating_sub(new.on_hand),
///         StateChange::Removed { old, .. } => old.on_hand,
///     }
/// }
/// ```
pub enum StateChange<T: StateTopic> {
    /// The item was not there before.
    Inserted {
        /// The item's key.
        key: T::Key,
        /// The item now.
        new: T::NewImage,
    },
    /// The item was there and is another now. A write that changes nothing makes no change.
    Modified {
        /// The item's key.
        key: T::Key,
        /// The item before.
        old: T::OldImage,
        /// The item now.
        new: T::NewImage,
    },
    /// The item is gone.
    Removed {
        /// The item's key.
        key: T::Key,
        /// The item before.
        old: T::OldImage,
        /// Whether somebody deleted it or its time had come.
        cause: Removal,
    },
}

/// A read model whose changes are published; implemented by `#[state_topic(view = …)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a state topic",
    label = "its changes are not published",
    note = "write `#[state_topic(view = NEW_AND_OLD_IMAGES)]` (or a narrower view) on the read model's struct"
)]
pub trait StateTopic: ReadModel + Topic<Change = StateChange<Self>, ItemKey = <Self as ReadModel>::Key> {
    /// The item after a change: `…NewImage`, or [`NotCaptured`](crate::view::NotCaptured).
    type NewImage: Image<Self::Row> + Send + 'static;

    /// The item before a change: `…OldImage`, or [`NotCaptured`](crate::view::NotCaptured).
    type OldImage: Image<Self::Row> + Send + 'static;
}

impl<T: StateTopic> TopicChange for StateChange<T> {
    type Topic = T;
}

/// A topic whose view captures new images: what `change.new()` needs.
#[diagnostic::on_unimplemented(
    message = "the view of `{Self}` does not capture new images",
    label = "no new image in this topic's changes",
    note = "declare `#[state_topic(view = NEW_IMAGE)]` or `view = NEW_AND_OLD_IMAGES`"
)]
pub trait CapturesNewImage: StateTopic {}

/// A topic whose view captures old images: what `change.old()` needs.
#[diagnostic::on_unimplemented(
    message = "the view of `{Self}` does not capture old images",
    label = "no old image in this topic's changes",
    note = "declare `#[state_topic(view = OLD_IMAGE)]` or `view = NEW_AND_OLD_IMAGES`"
)]
pub trait CapturesOldImage: StateTopic {}

impl<T: StateTopic> StateChange<T> {
    /// The item's key.
    #[must_use]
    pub const fn key(&self) -> &T::Key {
        match self {
            Self::Inserted { key, .. } | Self::Modified { key, .. } | Self::Removed { key, .. } => key,
        }
    }

    /// The item now; `None` where it is gone.
    #[must_use]
    #[expect(clippy::new_ret_no_self, reason = "the counterpart of `old`")]
    pub const fn new(&self) -> Option<&T::NewImage>
    where
        T: CapturesNewImage,
    {
        match self {
            Self::Inserted { new, .. } | Self::Modified { new, .. } => Some(new),
            Self::Removed { .. } => None,
        }
    }

    /// The item before; `None` where it was not there.
    #[must_use]
    pub const fn old(&self) -> Option<&T::OldImage>
    where
        T: CapturesOldImage,
    {
        match self {
            Self::Modified { old, .. } | Self::Removed { old, .. } => Some(old),
            Self::Inserted { .. } => None,
        }
    }

    /// Which variant it is.
    #[must_use]
    pub const fn kind(&self) -> ChangeKind {
        match self {
            Self::Inserted { .. } => ChangeKind::Inserted,
            Self::Modified { .. } => ChangeKind::Modified,
            Self::Removed { .. } => ChangeKind::Removed,
        }
    }
}

// Bounded on what a change holds, not on `T`, as derives would.
impl<T: StateTopic> Clone for StateChange<T>
where
    T::NewImage: Clone,
    T::OldImage: Clone,
{
    fn clone(&self) -> Self {
        match self {
            Self::Inserted { key, new } => Self::Inserted { key: key.clone(), new: new.clone() },
            Self::Modified { key, old, new } => Self::Modified { key: key.clone(), old: old.clone(), new: new.clone() },
            Self::Removed { key, old, cause } => Self::Removed { key: key.clone(), old: old.clone(), cause: *cause },
        }
    }
}

impl<T: StateTopic> fmt::Debug for StateChange<T>
where
    T::NewImage: fmt::Debug,
    T::OldImage: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct(self.kind().as_str());
        match self {
            Self::Inserted { key, new } => debug.field("key", key).field("new", new),
            Self::Modified { key, old, new } => debug.field("key", key).field("old", old).field("new", new),
            Self::Removed { key, old, cause } => debug.field("key", key).field("old", old).field("cause", cause),
        };
        debug.finish()
    }
}

impl<T: StateTopic> PartialEq for StateChange<T>
where
    T::NewImage: PartialEq,
    T::OldImage: PartialEq,
{
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Inserted { key, new }, Self::Inserted { key: other_key, new: other_new }) => {
                key == other_key && new == other_new
            }
            (Self::Modified { key, old, new }, Self::Modified { key: other_key, old: other_old, new: other_new }) => {
                key == other_key && old == other_old && new == other_new
            }
            (
                Self::Removed { key, old, cause },
                Self::Removed { key: other_key, old: other_old, cause: other_cause },
            ) => key == other_key && old == other_old && cause == other_cause,
            _ => false,
        }
    }
}

impl<T: StateTopic> Eq for StateChange<T>
where
    T::NewImage: Eq,
    T::OldImage: Eq,
{
}

/// The fields that differ between the old and the new image of a model, in the struct's order: what
/// `new.changed_since(&old)` returns.
pub struct ChangedFields<M> {
    names: Vec<&'static str>,
    model: std::marker::PhantomData<fn() -> M>,
}

impl<M: ReadModel> ChangedFields<M> {
    /// Keeps the names whose fields are not equal; for generated code.
    #[doc(hidden)]
    #[must_use]
    #[inline]
    pub fn of(names: &[&'static str], are_equal: &[bool]) -> Self {
        Self { names: differing(names, are_equal), model: std::marker::PhantomData }
    }

    /// Whether this attribute changed.
    ///
    /// ```
    /// use statetopic::prelude::*;
    /// # #[read_model(table = "levels")]
    /// # #[state_topic(view = NEW_AND_OLD_IMAGES)]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Level { #[partition_key] pub sku: String, pub on_hand: u32 }
    /// fn restocked(old: &LevelOldImage, new: &LevelNewImage) -> bool {
    ///     new.changed_since(old).contains(|a| a.on_hand) && new.on_hand > old.on_hand
    /// }
    /// ```
    #[must_use]
    pub fn contains<V>(&self, attribute: impl FnOnce(&M::Attributes) -> crate::Attribute<M, V>) -> bool {
        self.names.contains(&attribute(&M::ATTRIBUTES).name())
    }

    /// Whether no field differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// How many fields differ.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The names of the attributes that changed.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.names.iter().copied()
    }
}

/// Compiled once, and not again for each model.
fn differing(names: &[&'static str], are_equal: &[bool]) -> Vec<&'static str> {
    names.iter().zip(are_equal).filter(|(_, equal)| !**equal).map(|(name, _)| *name).collect()
}

impl<M> Clone for ChangedFields<M> {
    fn clone(&self) -> Self {
        Self { names: self.names.clone(), model: std::marker::PhantomData }
    }
}

impl<M> PartialEq for ChangedFields<M> {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl<M> Eq for ChangedFields<M> {}

impl<M> fmt::Debug for ChangedFields<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(&self.names).finish()
    }
}

impl<M> fmt::Display for ChangedFields<M> {
    /// The names, with commas.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names.join(", "))
    }
}
