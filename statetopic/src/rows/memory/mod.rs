//! Tables in memory that answer as DynamoDB does: for tests and simulations. No Lambda build has them.
//!
//! A table is made from a schema, and rows are written and read through [`Table`](crate::Table) and
//! [`Writes`](crate::Writes), by [connections](crate::Connections::memory) to it. Each call is carried out at once, under a
//! lock; before and after it other tasks get their turn, as they do while a network is waited for.
//!
//! # Example: a table without a database
//! ```
//! use statetopic::memory::MemoryTables;
//! use statetopic::prelude::*;
//! use statetopic::{Clock, Connections, ReadModel as _, Resource as _};
//!
//! #[read_model(table = "levels")]
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! pub struct Level {
//!     #[partition_key]
//!     pub sku: String,
//!     #[serde(default)]
//!     pub on_hand: u32,
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let tables = MemoryTables::new(Clock::wall());
//! tables.create("levels", &Level::SCHEMA);
//! let connections = Connections::memory(tables.environment(), tables.clone());
//! let levels = Table::<Level>::connect(&connections).await?;
//!
//! let bolt = LevelKey { sku: "bolt".to_owned() };
//! levels.update(bolt.clone().update().add(|a| a.on_hand, 7)).await?;
//! assert_eq!(levels.get(&bolt).await?.map(|level| level.on_hand), Some(7));
//! assert_eq!(tables.changes_count("levels")?, 1);
//! # Ok::<(), statetopic::BoxError>(())
//! # }).unwrap();
//! ```

mod call;
mod collection;
mod condition;
mod error;
mod late;
mod query;
mod schema;
mod shards;
mod size;
mod table;
mod tables;
#[cfg(test)]
mod tests;
mod transaction;
mod update;
mod value;

pub use self::call::{MemoryCall, MemoryFailure, MemoryFault, MemoryTarget};
pub use self::error::MemoryError;
pub use self::table::MemoryChange;
pub use self::tables::MemoryTables;
