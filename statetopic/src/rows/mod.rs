//! Rows of tables without their types: get, query, write one, transact.
//!
//! [`Rows`] is an enum with a variant for each implementation that the features include: with one of them, nothing of the other
//! is linked, and no type parameter reaches a user. Without any there is no value of it, and so no [`Table`](crate::Table).
//!
//! The way of the data: an update's [`Actions`] and the [`Condition`] that follows from them (`implicit`) are an
//! [`RowOperation`]. Only `dynamodb` knows the AWS SDK; `memory` is for tests.

#![cfg_attr(
    not(feature = "sdk"),
    allow(
        dead_code,
        reason = "tables in memory do not fail in every way, and without those too nothing is read or written"
    )
)]

mod action;
mod collection;
pub(crate) mod compare;
mod condition;
#[cfg(feature = "sdk")]
mod dynamodb;
mod equal;
mod error;
pub(crate) mod implicit;
mod key;
#[cfg(feature = "memory")]
pub mod memory;
mod operation;
mod order;
mod query;
#[cfg(any(feature = "sdk", feature = "memory"))]
mod write;

#[cfg(feature = "sdk")]
use std::hash::{BuildHasher as _, RandomState};

use serde_dynamo::Item;

pub(crate) use self::action::{Action, Actions, Addition, Allowed};
pub(crate) use self::collection::{Collected, How};
pub(crate) use self::condition::{Comparison, Condition};
#[cfg(feature = "sdk")]
pub(crate) use self::dynamodb::DynamoDb;
pub(crate) use self::error::{CancellationCode, CancellationReason, RowsError};
pub(crate) use self::key::{KeyNames, RowKey, attribute_value};
pub(crate) use self::operation::{Change, Get, RowOperation};
pub(crate) use self::order::order;
pub(crate) use self::query::{KeyCondition, KeyTest, Page, QueryRequest};

/// The tables of a process.
#[derive(Clone)]
pub(crate) enum Rows {
    /// Those of AWS, or of an endpoint that speaks its protocol.
    #[cfg(feature = "sdk")]
    DynamoDb(DynamoDb),
    /// Those of this process.
    #[cfg(feature = "memory")]
    Memory(memory::MemoryTables),
}

#[cfg_attr(
    not(any(feature = "sdk", feature = "memory")),
    allow(unused_variables, clippy::unused_async, reason = "without an implementation nothing is read or written")
)]
impl Rows {
    /// A number by chance. Tables in memory give the same ones each time, so that a simulation can be repeated.
    pub(crate) fn chance(&self) -> u64 {
        match *self {
            #[cfg(feature = "sdk")]
            Self::DynamoDb(_) => RandomState::new().hash_one(0),
            #[cfg(feature = "memory")]
            Self::Memory(ref rows) => rows.chance(),
        }
    }

    /// Reads a row, or some attributes of it.
    pub(crate) async fn get(&self, get: Get<'_>) -> Result<Option<Item>, RowsError> {
        match *self {
            #[cfg(feature = "sdk")]
            Self::DynamoDb(ref rows) => rows.get(get).await,
            #[cfg(feature = "memory")]
            Self::Memory(ref rows) => rows.get(get).await,
        }
    }

    /// Reads a page of the rows of one partition.
    pub(crate) async fn query(&self, request: QueryRequest<'_>) -> Result<Page, RowsError> {
        match *self {
            #[cfg(feature = "sdk")]
            Self::DynamoDb(ref rows) => rows.query(request).await,
            #[cfg(feature = "memory")]
            Self::Memory(ref rows) => rows.query(request).await,
        }
    }

    /// Writes one row. A request is not sent again where it could do more the second time, nor is a failed condition told as one
    /// that a first request may have made false: see [`RowsError::is_outcome_unknown`].
    pub(crate) async fn write(&self, operation: RowOperation<'_>) -> Result<(), RowsError> {
        #[cfg(not(any(feature = "sdk", feature = "memory")))]
        match *self {}
        #[cfg(any(feature = "sdk", feature = "memory"))]
        write::write(self, operation).await
    }

    /// Carries out all operations, or none: at most 100, each on another row. With a `token` that was used in the last ten
    /// minutes for the same operations, it does nothing and succeeds.
    ///
    /// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
    pub(crate) async fn transact(&self, operations: &[RowOperation<'_>], token: Option<&str>) -> Result<(), RowsError> {
        match *self {
            #[cfg(feature = "sdk")]
            Self::DynamoDb(ref rows) => rows.transact(operations, token).await,
            #[cfg(feature = "memory")]
            Self::Memory(ref rows) => rows.transact(operations, token).await,
        }
    }
}
