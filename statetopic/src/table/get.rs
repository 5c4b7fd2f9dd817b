//! Reads a row by its key.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;

use futures_util::future::try_join_all;
use serde_dynamo::Item;

use super::connected::{Connected, to_row};
use super::error::TableError;
use crate::decode::read_shards;
use crate::key::InvalidKey;
use crate::model::ReadModel;
use crate::rows::{self, RowKey};
use crate::schema::TableSchema;

/// A read of one row, begun with [`Table::get`](super::Table::get): await it, after [`consistent`](Self::consistent) if the latest
/// write must not be missed.
///
/// ```no_run
/// # use statetopic::prelude::*;
/// # #[read_model(table = "levels")]
/// # #[derive(Serialize, Deserialize)]
/// # pub struct Level { #[partition_key] pub sku: String, pub on_hand: u32 }
/// async fn on_hand(levels: &Table<Level>, key: &LevelKey) -> Result<Option<u32>> {
///     let level = levels.get(key).consistent().await?;
///     Ok(level.map(|level| level.on_hand))
/// }
/// ```
#[must_use = "a row is read when this is awaited"]
pub struct Get<'a, M> {
    connected: &'a Connected,
    key: Result<RowKey, InvalidKey>,
    consistent: bool,
    model: PhantomData<fn() -> M>,
}

impl<'a, M: ReadModel> Get<'a, M> {
    pub(super) const fn new(connected: &'a Connected, key: Result<RowKey, InvalidKey>) -> Self {
        Self { connected, key, consistent: false, model: PhantomData }
    }

    /// Reads the row as the latest write left it, at twice the cost.
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    async fn send(self) -> Result<Option<M>, TableError> {
        const OPERATION: &str = "GetItem";
        let Self { connected, key, consistent, .. } = self;
        let table = connected.name();
        let key = key.map_err(|error| TableError::key(OPERATION, table, error))?;
        let get = |key| {
            let get = rows::Get { table, key_names: (&M::SCHEMA).into(), key, consistent };
            async move { connected.rows.get(get).await.map_err(|error| TableError::of(OPERATION, table, error)) }
        };
        // The number alone: a future that holds the names too is not `Send` to rustc.
        match const { shards_of(&M::SCHEMA) } {
            None => get(&key).await?.map(|item| to_row(OPERATION, table, &item)).transpose(),
            Some(shards) => {
                let keys: Vec<RowKey> = (0..shards).map(|shard| key.of_shard(shard)).collect();
                let rows: Vec<Option<Item>> = try_join_all(keys.iter().map(get)).await?;
                let rows: Vec<Item> = rows.into_iter().flatten().collect();
                read_shards(&M::SCHEMA, &rows).map_err(|error| TableError::row(OPERATION, table, error))
            }
        }
    }
}

impl<'a, M: ReadModel> IntoFuture for Get<'a, M> {
    type Output = Result<Option<M>, TableError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<M> fmt::Debug for Get<'_, M> {
    /// Where it looks alone: keys do not belong in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Get").field(&self.connected.name()).finish()
    }
}

/// In how many rows the counters of a model are, where it has any.
const fn shards_of(schema: &TableSchema) -> Option<u8> {
    match schema.shards {
        None => None,
        Some(shards) => Some(shards.count),
    }
}
