//! A read model's table: typed rows in and out.

#![cfg_attr(
    not(any(feature = "sdk", feature = "memory")),
    allow(unreachable_code, unused_variables, reason = "without an implementation of rows there is no table")
)]

mod connected;
mod error;
mod get;
mod in_order;
mod index;
mod operations;
mod query;
mod write;

use std::fmt;
use std::marker::PhantomData;

use crate::access::{Access, ReadWrite};
use crate::connections::{ConnectError, Connections, Resource};
use crate::grant::Grant;
use crate::model::ReadModel;

pub use self::error::TableError;
#[cfg(feature = "sdk")]
pub(crate) use self::error::is_code_of_service;
pub use self::get::Get;
pub use self::in_order::OrderedPut;
pub use self::index::TableIndex;
pub use self::query::{Cursor, Pages, Query, RowStream};
pub use self::write::WriteRequest;

/// The table of the read model `M`, with which a subscriber may do what the access `A` names.
///
/// The physical name comes from the environment variable that [`table_variable`](crate::environment::table_variable)
/// names, the endpoint from the SDK's own environment (`AWS_ENDPOINT_URL_DYNAMODB`). Without the feature `sdk` it can be
/// connected to tables in memory alone, and without `memory` too not at all.
pub struct Table<M, A = ReadWrite> {
    connected: connected::Connected,
    types: PhantomData<fn() -> (M, A)>,
}

impl<M, A> fmt::Debug for Table<M, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Table").field(&self.connected.name()).finish()
    }
}

impl<M: ReadModel, A: Access> Resource for Table<M, A> {
    const GRANTS: &'static [Grant] = &[Grant::on_table::<M>(A::ACTIONS), Grant::on_indexes::<M>(A::INDEX_ACTIONS)];

    async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
        let name = connections.environment().table_name(M::SCHEMA.table)?;
        let rows = connections.rows().await?;
        Ok(Self { connected: connected::Connected::new(rows, name), types: PhantomData })
    }
}
