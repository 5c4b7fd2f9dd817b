//! Runs read models and subscribers of [`statetopic`] in one process, without a network and without an account.
//!
//! - [`Local`]: an application. It makes the tables, connects the subscribers and delivers the changes.
//! - [`Scenario`]: a subscriber alone: given rows, when its source changes, then rows.
//! - [`Engine`]: the embedded DynamoDB beneath it, or tables in memory: clients of the AWS SDK, the clock, and faults on request.
//! - [`stream`]: a table's changes as the event that Lambda delivers to a function.
//! - [`Mapping`]: an event source mapping, for a function in this process or in another ([`Invoke`]).
//! - [`QueueMapping`]: an EventBridge Pipe, an SQS FIFO queue with its dead-letter queue, and the mapping behind them.
//!
//! # Example: a derived read model, every batch delivered twice
//! ```
//! use statetopic::prelude::*;
//! use statetopic_local::{Delivery, Local};
//!
//! #[read_model(table = "users")]
//! #[state_topic(view = NEW_IMAGE)]
//! #[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
//! pub struct User {
//!     #[partition_key]
//!     pub id: String,
//!     pub country: String,
//! }
//!
//! #[read_model(table = "statistics")]
//! #[derive(Serialize, Deserialize)]
//! pub struct Statistics {
//!     #[partition_key]
//!     pub country: String,
//!     #[serde(default)]
//!     pub users: u32,
//! }
//!
//! #[subscriber(library, on(Inserted))]
//! fn count_users(change: StateChange<User>) -> Writes<Statistics> {
//!     let Some(user) = change.new() else { return Writes::new() };
//!     let key = StatisticsKey { country: user.country.clone() };
//!     Writes::new().update(key.update().add(|a| a.users, 1))
//! }
//!
//! # async fn example() -> Result<()> {
//! let local = Local::start()?;
//! let counting = local.subscribe::<CountUsersSubscriber>().await?;
//! counting.set_delivery(Delivery::Twice).await;
//!
//! let users = local.table::<User>().await?;
//! users.put(&User { id: "1".to_owned(), country: "no".to_owned() }).await?;
//! local.settle().await?;
//!
//! let statistics = local.table::<Statistics>().await?;
//! let norway = StatisticsKey { country: "no".to_owned() };
//! let row = statistics.get(&norway).consistent().await?.expect("a row");
//! assert_eq!(row.users, 1);
//! # Ok(())
//! # }
//! # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example()).unwrap();
//! ```
//!
//! # How records come
//! A subscriber's records come as its own declaration says and AWS would bring them: through the filter patterns that its
//! arms become, in batches, with its retries, the age of its records, its bisecting and its on-failure destination
//! ([`Subscription::destination`]), and behind a queue with `via = fifo`. What AWS would refuse or throttle,
//! [`Local::subscribe`] refuses: a third reader of a stream, an invalid pattern, a bucket behind a Pipe.
//!
//! # Differences from AWS
//! The embedded DynamoDB answers to the operations of tables, items, queries, batches, transactions and TTL, and to no others:
//! not to `PartiQL`, tags, backups or the API of streams. Tables and indexes are there at once, capacity is neither limited nor
//! reserved, and a batch gets an unprocessed rest only by its size. `UPDATED_OLD` and `UPDATED_NEW` of an element of a list have
//! the whole list, rows that are equal in the keys of a global index have another order, parentheses around a single operand
//! of a condition are refused, and error messages may have other words. Public suites for DynamoDB say so:
//! `docs/conformance.md` in the repository.
//!
//! A stream is one shard until [`Engine::split_shard`] or [`Engine::rotate_shard`] is called. Retries come at once. Where
//! they have no end, a batch has three attempts and then an error names it, so that a test fails and does not hang. A
//! function that blocks its thread beyond its time-out has failed when it returns, since a thread cannot be ended. Items go
//! when [`Engine::sweep_ttl`] is called. Limits on throughput and on concurrency are not enforced. A queue's messages stay
//! for ever, and carry no `md5OfBody`.
//!
//! # Shards
//! Mappings and Pipes read all shards of a stream at once, and deliver `parallelization` batches of each. A shard that came of another
//! begins when all records of that are done or discarded, so that the records of an item come in order whatever is split.
//!
//! A stream keeps a record for 24 hours by the engine's clock. What nobody has read by then is lost for the mappings and Pipes that
//! had not come so far, which count it: [`Progress::trimmed`]. [`Stream::read`](stream::Stream::read) and [`Local::changes_of`] show
//! it still.
//!
//! # Mappings
//! A mapping is disabled, enabled and deleted ([`Subscription::disable`], [`Subscription::delete`]). What the stack of a subscriber
//! does not have, [`MappingSettings`] has for functions that are attached: tumbling windows, and mappings whose functions report no
//! failed records. Lambda waits up to two minutes for the last records of a window; here it is two minutes.
//!
//! # Time
//! Time is the engine's [`Clock`]. Functions run at the same time: several subscribers, as many batches of a shard as
//! `parallelization` says, and a batch for each message group of a queue. When none runs and nothing is left to do at this time,
//! [`Local::settle`] puts the clock forward to when the next batching window or visibility time-out passes, so that a test does
//! not wait for them. They pass while a function runs if the clock goes on: with [`Clock::tokio_from`] and tokio's paused time,
//! a function that sleeps for an hour has its messages delivered a second time meanwhile, as on AWS.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod chain;
#[cfg(feature = "engine")]
mod connector;
#[cfg(feature = "engine")]
mod dynoxide;
mod embedded;
mod engine;
mod fault;
mod fifo_queue;
mod invoke;
mod local;
mod mapping;
mod memory;
mod naming;
mod permission;
mod progress;
mod scenario;
mod schedule;
mod shards;
#[cfg(feature = "simulate")]
pub mod simulate;
mod source;
pub mod stream;
mod time_limit;

pub use embedded::Engine;
pub use engine::{Attributes, DynamoEngine, EngineError, EngineResponse, Position, RawChange};
pub use fault::{Call, FaultAction, FaultKind};
pub use fifo_queue::FifoQueue;
pub use invoke::{FailedRecord, Invoke, InvokeError};
pub use local::{InProcess, Local, LocalError, Subscription};
pub use mapping::{Mapping, QueueMapping};
pub use permission::{Permission, Role, granted};
pub use progress::Progress;
pub use scenario::Scenario;
pub use shards::{ShardId, StreamShard};
pub use source::{
    Delivery, DiscardReason, Discarded, FailureDestination, FilterError, Filters, MappingError, MappingSettings,
    QueueSettings,
};

pub use statetopic::Clock;

/// The region of the local engine's ARNs, events and clients.
pub const REGION: &str = "eu-north-1";
