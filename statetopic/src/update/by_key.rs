//! `key.update()`.

use super::Update;
use crate::key::ModelKey;
use crate::model::{KeyOfModel, ReadModel};

/// Begins updates at a key; in the prelude, and implemented for every key of a read model.
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
/// let update: Update<Total> = key.update().add(|a| a.items, 3);
/// ```
pub trait UpdateByKey: ModelKey {
    /// Begins a partial update of the row with this key.
    fn update(self) -> Update<Self::Model>
    where
        Self: KeyOfModel,
    {
        Update::new(self)
    }

    /// Begins a partial update of the row of `M` with this key, where the key is that of several models:
    /// `key.update_of::<Order<Parcel>>()`.
    fn update_of<M: ReadModel<Key = Self>>(self) -> Update<M> {
        Update::new(self)
    }
}

impl<K: ModelKey> UpdateByKey for K {}
