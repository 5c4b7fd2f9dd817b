//! A read model's table: typed rows in and out.

#[cfg(feature = "sdk")]
mod connected;
#[cfg(feature = "sdk")]
mod error;
#[cfg(feature = "sdk")]
pub(crate) mod expression;
#[cfg(feature = "sdk")]
mod index;
#[cfg(feature = "sdk")]
mod operations;
#[cfg(feature = "sdk")]
mod query;

use std::fmt;
use std::marker::PhantomData;

use crate::access::{Access, ReadWrite};
use crate::connections::{ConnectError, Connections, Resource};
use crate::grant::Grant;
use crate::model::ReadModel;

#[cfg(feature = "sdk")]
pub(crate) use self::connected::boxed;
#[cfg(feature = "sdk")]
pub use self::error::TableError;
#[cfg(feature = "sdk")]
pub use self::index::TableIndex;
#[cfg(feature = "sdk")]
pub use self::query::Query;

/// The table of the read model `M`, with which a subscriber may do what the access `A` names.
///
/// The physical name comes from the environment variable that [`table_variable`](crate::environment::table_variable)
/// names, the endpoint from the SDK's own environment (`AWS_ENDPOINT_URL_DYNAMODB`). Without the feature `sdk` the type
/// is there and cannot be connected.
pub struct Table<M, A = ReadWrite> {
    #[cfg(feature = "sdk")]
    connected: connected::Connected,
    #[cfg(not(feature = "sdk"))]
    connected: std::convert::Infallible,
    types: PhantomData<fn() -> (M, A)>,
}

impl<M, A> fmt::Debug for Table<M, A> {
    #[cfg(feature = "sdk")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Table").field(&self.connected.name()).finish()
    }

    #[cfg(not(feature = "sdk"))]
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.connected {}
    }
}

impl<M: ReadModel, A: Access> Resource for Table<M, A> {
    const GRANTS: &'static [Grant] = &[Grant::on_table::<M>(A::ACTIONS), Grant::on_indexes::<M>(A::INDEX_ACTIONS)];

    #[cfg(feature = "sdk")]
    async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
        let name = connections.environment().table_name(M::SCHEMA.table)?;
        let connected = connected::Connected::new(connections.dynamodb().await, name);
        Ok(Self { connected, types: PhantomData })
    }

    #[cfg(not(feature = "sdk"))]
    async fn connect(_: &Connections) -> Result<Self, ConnectError> {
        Err(ConnectError::without_sdk())
    }
}
