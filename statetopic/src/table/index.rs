//! The indexes of a table.

use std::fmt;

use super::Table;
use super::connected::Connected;
use super::query::Query;
use crate::access::{Access, Granted};
use crate::index::{Index, Indexed};
use crate::model::ReadModel;
use crate::query::PartitionInput;

/// An index of a table, chosen with [`Table::index`].
pub struct TableIndex<M, P, S, R, Scope> {
    connected: Connected,
    index: Index<M, P, S, R, Scope>,
}

impl<M: ReadModel, A: Access> Table<M, A> {
    /// An index, by its name in snake case.
    ///
    /// With `projection = all` its rows are those of the model; else they are a struct of what the index has, named after
    /// both.
    ///
    /// ```no_run
    /// # use statetopic::prelude::*;
    /// #[read_model(table = "inventory-levels")]
    /// #[derive(Serialize, Deserialize)]
    /// struct InventoryLevel {
    ///     #[partition_key]
    ///     #[index("by-sku", sort, projection = include(on_hand))]
    ///     warehouse: String,
    ///     #[sort_key]
    ///     #[index("by-sku", partition)]
    ///     sku: String,
    ///     on_hand: u32,
    ///     supplier: String,
    /// }
    ///
    /// async fn on_hand(levels: &Table<InventoryLevel>, sku: &str) -> Result<u32> {
    ///     let rows: Vec<InventoryLevelBySku> =
    ///         levels.index(|i| i.by_sku).query(sku).sort_begins_with("os").limit(10).rows().await?;
    ///     Ok(rows.iter().map(|row| row.on_hand).sum())
    /// }
    /// ```
    ///
    /// A global index has no consistent reads: DynamoDB fills it a moment after the table.
    ///
    /// ```compile_fail
    /// # use statetopic::prelude::*;
    /// # #[read_model(table = "inventory-levels")]
    /// # #[derive(Serialize, Deserialize)]
    /// # struct InventoryLevel { #[partition_key] warehouse: String, #[index("by-sku", partition)] sku: String }
    /// async fn on_hand(levels: &Table<InventoryLevel>, sku: &str) -> Result<Option<InventoryLevel>> {
    ///     Ok(levels.index(|i| i.by_sku).query(sku).consistent().first().await?)
    /// }
    /// ```
    pub fn index<P, S, R, Scope>(
        &self,
        index: impl FnOnce(&M::Indexes) -> Index<M, P, S, R, Scope>,
    ) -> TableIndex<M, P, S, R, Scope>
    where
        A::QueryIndex: Granted,
        M: Indexed,
    {
        TableIndex { connected: self.connected.clone(), index: index(&M::INDEXES) }
    }
}

impl<M: ReadModel, P, S, R, Scope> TableIndex<M, P, S, R, Scope> {
    /// Begins a query of the rows with a partition key of the index, in the order of its sort key. A row without one of the
    /// index's keys is not in it.
    ///
    /// A partition key of several attributes is a tuple:
    ///
    /// ```no_run
    /// # use statetopic::prelude::*;
    /// #[read_model(table = "shops")]
    /// #[derive(Serialize, Deserialize)]
    /// struct Shop {
    ///     #[partition_key]
    ///     id: String,
    ///     #[index("by-region", partition)]
    ///     continent: String,
    ///     #[index("by-region", partition(1))]
    ///     country: String,
    ///     #[index("by-region", sort)]
    ///     rank: u32,
    ///     #[index("by-region", sort(1))]
    ///     city: String,
    /// }
    ///
    /// async fn first_in(shops: &Table<Shop>, country: &String) -> Result<Option<Shop>> {
    ///     let query = shops.index(|i| i.by_region).query(("eu", country));
    ///     Ok(query.sort_eq(7).sort_begins_with("os").first().await?)
    /// }
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "a literal is given as it is: `query(\"oslo\")`, `sort_eq(7)`")]
    pub fn query(&self, partition: impl PartitionInput<P>) -> Query<M, S, R, Scope> {
        Query::of_index(self.connected.clone(), &self.index, &partition)
    }
}

impl<M, P, S, R, Scope> fmt::Debug for TableIndex<M, P, S, R, Scope> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableIndex").field("table", &self.connected.name()).field("index", &self.index).finish()
    }
}
