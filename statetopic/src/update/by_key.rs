//! `key.update()`, `key.update_existing()`, `key.delete()`.

use super::{Update, Upsert};
use crate::key::ModelKey;
use crate::model::{KeyOfModel, ReadModel, WholeRows};
use crate::operation::{Delete, Presence};

/// Begins operations at a key; in the prelude, and implemented for every key of a read model.
///
/// ```
/// use statetopic::prelude::*;
///
/// #[read_model(table = "totals")]
/// #[derive(Serialize, Deserialize)]
/// struct Total {
///     #[partition_key]
///     warehouse: String,
///     #[serde(default)]
///     items: u32,
/// }
///
/// let key = TotalKey { warehouse: "oslo".to_owned() };
/// let update: Update<Total> = key.clone().update().add(|a| a.items, 3);
/// let delete: Delete<Total> = key.delete().only_if(|a| a.items.eq(0));
/// ```
pub trait KeyOperations: ModelKey {
    /// Begins a partial update of the row with this key, which is made where it is not there.
    ///
    /// It compiles for models whose fields beside the key can all be missing: an `Option`, a set, a field with
    /// `#[serde(default)]` or `#[added(default)]`. For others there is [`update_existing`](Self::update_existing).
    ///
    /// ```compile_fail,E0277
    /// use statetopic::prelude::*;
    ///
    /// #[read_model(table = "articles")]
    /// #[derive(Serialize, Deserialize)]
    /// struct Article {
    ///     #[partition_key]
    ///     sku: String,
    ///     title: String,
    ///     #[serde(default)]
    ///     on_hand: u32,
    /// }
    ///
    /// let key = ArticleKey { sku: "bolt".to_owned() };
    /// let _ = key.update().add(|a| a.on_hand, 3); // a new row would lack its title
    /// ```
    fn update(self) -> Update<Self::Model>
    where
        Self: KeyOfModel,
        Self::Model: Upsert,
    {
        Update::new(self, Presence::Any)
    }

    /// The same where the key is that of several models: `key.update_of::<Order<Parcel>>()`.
    fn update_of<M: ReadModel<Key = Self> + Upsert>(self) -> Update<M> {
        Update::new(self, Presence::Any)
    }

    /// Begins a partial update of the row with this key, which fails where it is not there.
    ///
    /// ```
    /// use statetopic::prelude::*;
    ///
    /// #[read_model(table = "articles")]
    /// #[derive(Serialize, Deserialize)]
    /// struct Article {
    ///     #[partition_key]
    ///     sku: String,
    ///     title: String,
    /// }
    ///
    /// let key = ArticleKey { sku: "bolt".to_owned() };
    /// let _ = key.update_existing().set(|a| a.title, "Bolt".to_owned());
    /// ```
    fn update_existing(self) -> Update<Self::Model>
    where
        Self: KeyOfModel<Model: WholeRows>,
    {
        Update::new(self, Presence::There)
    }

    /// The same where the key is that of several models: `key.update_existing_of::<Order<Parcel>>()`.
    fn update_existing_of<M: ReadModel<Key = Self> + WholeRows>(self) -> Update<M> {
        Update::new(self, Presence::There)
    }

    /// Deletes the row with this key; one that is not there stays so.
    fn delete(self) -> Delete<Self::Model>
    where
        Self: KeyOfModel,
    {
        Delete::new(&self)
    }

    /// The same where the key is that of several models: `key.delete_of::<Order<Parcel>>()`.
    fn delete_of<M: ReadModel<Key = Self>>(self) -> Delete<M> {
        Delete::new(&self)
    }
}

impl<K: ModelKey> KeyOperations for K {}
