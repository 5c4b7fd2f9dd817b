//! Read models on DynamoDB whose state changes are typed events.
//!
//! A *read model* is a table that answers queries. DynamoDB Streams publishes each of its changes. This crate turns that
//! stream into a *state topic* with typed old and new images; a listener is a plain function, and a Lambda function.
//!
//! - [`#[read_model]`](macro@read_model) on a struct: the table's schema, a typed key, typed updates.
//! - [`#[state_topic]`](macro@state_topic): typed images and [`StateChange`]; the view decides at compile time what a
//!   listener may read.
//! - [`#[subscriber]`](macro@subscriber) on a function: the Lambda entry point and its event source mapping's settings.
//!
//! # Example: an alert when stock runs low
//! ```
//! use statetopic::prelude::*;
//!
//! #[read_model(table = "inventory-levels")]
//! #[state_topic(view = NEW_AND_OLD_IMAGES)]
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! pub struct InventoryLevel {
//!     #[partition_key]
//!     pub warehouse: String,
//!     #[sort_key]
//!     pub sku: String,
//!     pub on_hand: u32,
//! }
//!
//! #[subscriber(on(Modified { old, new } if old.on_hand >= 10 && new.on_hand < 10))]
//! async fn low_stock_alerts(change: StateChange<InventoryLevel>) -> Result<()> {
//!     println!("{} runs low", change.key());
//!     Ok(())
//! }
//! ```
//!
//! # Guide
//!
//! ## A read model
//! A struct with named fields is a row. `#[partition_key]` and `#[sort_key]` mark its key; their types implement
//! [`KeyAttribute`]: strings, integers, [`Number`], [`Bytes`], times, and newtypes of them or enums of unit variants by
//! [`#[derive(KeyAttribute)]`](derive@KeyAttribute). The attributes' names are serde's. From `Order` come `OrderKey` and
//! `Order::ATTRIBUTES`, and [`Table<Order>`](Table) reads and writes rows:
//!
//! ```no_run
//! # use statetopic::prelude::*;
//! #[read_model(table = "orders")]
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! pub struct Order {
//!     #[partition_key]
//!     pub customer: String,
//!     #[sort_key]
//!     pub number: u64,
//!     pub total: Number,
//!     pub lines: u32,
//!     #[added] // rows written before this field existed lack it
//!     pub currency: String,
//!     #[ttl]
//!     pub expires_at: Option<EpochSeconds>,
//! }
//!
//! async fn add_line(orders: &Table<Order>) -> Result<()> {
//!     let key = OrderKey { customer: "c-7".to_owned(), number: 1 };
//!     let raise = key.update_existing().add(|a| a.lines, 1).add(|a| a.total, "12.50".parse::<Number>()?);
//!     orders.update(raise.only_if(|a| a.lines.lt(100))).await?;
//!     Ok(())
//! }
//! ```
//!
//! Operations are values, the same for a table and for [`Writes`]: [`Put`], [`Create`] (only where there is no row),
//! [`Replace`] (only where there is one), [`Update`] and [`Delete`], each with a [`Condition`] and `or_skip()`. `update` makes
//! a row that is not there, and compiles where all of its fields may be missing; else it is `update_existing`.
//!
//! A struct within a row also has typed attributes, with [`#[derive(MapAttribute)]`](derive@MapAttribute), and an
//! [`#[index]`](macro@read_model) a typed query. An attribute that an index lacks is not a field of its rows:
//!
//! ```no_run
//! # use statetopic::prelude::*;
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
//! pub struct Address {
//!     pub city: String,
//!     pub visits: u32,
//! }
//!
//! #[read_model(table = "customers")]
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! pub struct Customer {
//!     #[partition_key]
//!     pub id: String,
//!     #[index("by-agent", partition, projection = include(name))]
//!     pub agent: Option<String>,
//!     pub name: String,
//!     pub home: Address,
//! }
//!
//! async fn visit(customers: &Table<Customer>, agent: &str) -> Result<()> {
//!     let of_agent: Vec<CustomerByAgent> = customers.index(|i| i.by_agent).query(agent).limit(10).rows().await?;
//!     for customer in &of_agent {
//!         let visit = customer.key().update_existing().add(|a| a.home.at(|a| a.visits), 1);
//!         customers.update(visit.set(|a| a.home.at(|a| a.city), "Oslo".to_owned())).await?;
//!     }
//!     Ok(())
//! }
//! ```
//!
//! A model may be generic: each instance is a read model of the same table. A generated type takes the parameters that
//! its fields mention.
//!
//! ```
//! # use statetopic::prelude::*;
//! #[read_model(table = "deliveries")]
//! #[state_topic(view = NEW_IMAGE)]
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! pub struct Delivery<T> {
//!     #[partition_key]
//!     pub id: String,
//!     pub payload: T,
//! }
//!
//! #[subscriber(on(Inserted))]
//! fn weigh(change: StateChange<Delivery<u32>>) {
//!     let _weight: Option<u32> = change.new().map(|new| new.payload);
//! }
//!
//! let key = DeliveryKey { id: "1".to_owned() };
//! weigh(StateChange::Inserted { key, new: DeliveryNewImage { id: "1".to_owned(), payload: 250 } });
//! ```
//!
//! ## Its changes
//! With [`#[state_topic(view = …)]`](macro@state_topic) the table has a stream, and a change of it a type:
//!
//! | view | `new` | `old` |
//! | --- | --- | --- |
//! | `KEYS_ONLY` | | |
//! | `NEW_IMAGE` | `OrderNewImage` | |
//! | `OLD_IMAGE` | | `OrderOldImage` |
//! | `NEW_AND_OLD_IMAGES` | `OrderNewImage` | `OrderOldImage` |
//!
//! Where the view captures no image there is a [`view::NotCaptured`], which has no fields: reading one does not compile.
//! [`decode()`] makes records of an event's bytes.
//!
//! ## A subscriber
//! [`#[subscriber]`](macro@subscriber) turns a function into a listener. The type of its first parameter is its input: a
//! [`StateChange`], a [`Record`] (the change with its metadata), or a [`Batch`]. The arms of `on(…)` are those of a `match`.
//! The function itself is unchanged: a test calls it.
//!
//! ## Derived rows
//! A function that returns [`Writes`] makes no AWS call. The runtime commits them in one transaction with a row of the
//! ledger, so that a change that is delivered twice counts once:
//!
//! ```
//! # use statetopic::prelude::*;
//! # #[read_model(table = "orders")]
//! # #[state_topic(view = NEW_AND_OLD_IMAGES)]
//! # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! # pub struct Order { #[partition_key] pub number: u64, pub customer: String }
//! #[read_model(table = "customers")]
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//! pub struct Customer {
//!     #[partition_key]
//!     pub name: String,
//!     #[serde(default)]
//!     pub orders: u32,
//! }
//!
//! #[subscriber(on(Inserted, Removed))]
//! fn count_orders(change: StateChange<Order>) -> Writes<Customer> {
//!     let (name, orders) = match &change {
//!         StateChange::Inserted { new, .. } => (&new.customer, 1),
//!         StateChange::Removed { old, .. } => (&old.customer, -1),
//!         StateChange::Modified { .. } => return Writes::new(),
//!     };
//!     let customer = CustomerKey { name: name.clone() };
//!     Writes::new().update(customer.update().add(|a| a.orders, orders))
//! }
//! ```
//!
//! Where each source item has one row, a [`Projection`] says what becomes of it, and a change of it is one write.
//!
//! ## When something fails
//! Records run in order. A record fails by its own fault: it does not decode, the function returns an error or panics, its
//! writes cannot be committed. No later record is started then, and the answer to Lambda names the lowest record that is not
//! done, from which the mapping delivers again. A function that takes a [`Batch`] may return [`Outcomes`], a result for each
//! record. No error and no log of this crate shows an attribute's value or a key.
//!
//! ## Tests
//! The package `statetopic-local` runs subscribers on an embedded DynamoDB, in process, with duplicates and faults on
//! request. A test of the value that a function returns needs no engine.
//!
//! # Features
//! | feature | default | adds |
//! | --- | --- | --- |
//! | `lambda` | yes | the process that AWS Lambda starts: `lambda::run`, which the `main` of `#[subscriber]` calls |
//! | `sdk` | yes | [`Table`], the commits of [`Writes`] and [`Projection`]s, and the ledger, on the AWS SDK. Without it everything else builds, in a fraction of the time |
//! | `tls` | yes | HTTPS for the SDK, which AWS needs and a local engine does not. It enables `sdk` |
//! | `managed-instances` | no | several events at once in one process, on several threads, for Lambda Managed Instances. It enables `lambda` |
//! | `memory` | no | tables in memory, for tests: `memory`. Not for Lambda builds |
//! | `manifest` | no | the description of a subscriber for `cargo statetopic`, and the plan of its deployment: `manifest`, `plan`. Not for Lambda builds |
//! | `metrics` | no | metrics of each invocation in CloudWatch's embedded metric format: `Metrics` |
//! | `manifest-schema` | no | the JSON schema of a manifest. It enables `manifest` |
//! | `rust_decimal` | no | the `Decimal` of that crate as an `N`, never rounded: `decimal` |

#![cfg_attr(docsrs, feature(doc_cfg))]

// The macros name this crate from outside, and its own tests use them from inside.
#[cfg(test)]
extern crate self as statetopic;

#[doc(hidden)]
pub mod __private;
mod absent;
pub mod access;
pub mod attribute;
mod bytes;
mod change;
mod clock;
pub mod condition;
mod connections;
#[cfg(feature = "rust_decimal")]
pub mod decimal;
pub mod decode;
mod digits;
mod encode;
pub mod environment;
mod grant;
pub mod index;
mod invoke;
pub mod key;
#[cfg(feature = "lambda")]
pub mod lambda;
pub mod ledger;
#[cfg(feature = "manifest")]
pub mod manifest;
mod model;
mod number;
pub mod operation;
mod panic;
pub mod parking;
#[cfg(feature = "manifest")]
pub mod plan;
mod position;
pub mod prelude;
mod projection;
pub mod query;
mod record;
mod rows;
pub mod schema;
mod sensitive;
mod sequence;
mod set;
pub mod subscriber;
pub mod table;
mod time;
mod transient;
mod transport;
pub mod update;
pub mod view;
pub mod writes;

#[cfg(feature = "memory")]
pub use rows::memory;
pub use statetopic_macros::{KeyAttribute, MapAttribute, read_model, state_topic, subscriber};

pub use self::absent::SetAttribute;
pub use self::attribute::{Attribute, EntriesAttribute, MapAttribute, TtlAttribute};
pub use self::bytes::Bytes;
pub use self::change::{
    CapturesNewImage, CapturesOldImage, ChangeKind, ChangedFields, Removal, StateChange, StateTopic, Topic,
    TopicChange, TopicTable,
};
pub use self::clock::Clock;
pub use self::condition::Condition;
pub use self::connections::{ConnectError, Connections, Resource, SecretSource, SecretVariable};
pub use self::decode::{DecodeError, EventError, decode};
pub use self::encode::EncodeError;
pub use self::grant::Grant;
#[cfg(feature = "metrics")]
#[cfg_attr(docsrs, doc(cfg(feature = "metrics")))]
pub use self::invoke::Metrics;
pub use self::invoke::{
    Attempt, DryRun, DryWrite, FailureKind, Function, InvocationError, NextStep, OutcomeEvent, ParkedError,
    ParkedFailure, ParkedItem, ParkedRecord, ParkedRecords, RecordFailure, RecordOutcome, Redriven,
};
pub use self::key::{KeyAttribute, ModelKey};
pub use self::model::{Image, KeyOfModel, MissingAttribute, ReadModel, Versioned, WholeRows};
pub use self::number::{Number, NumberError};
pub use self::operation::{Create, Delete, Put, Replace, Written};
pub use self::position::{SequenceAttribute, Sequenced, SourcePosition};
pub use self::projection::{Projection, ProjectionOf};
pub use self::record::{Batch, ChunkLimits, EventId, Origin, Outcome, Outcomes, Pending, Record};
pub use self::sensitive::{Sensitive, SensitiveAttribute};
pub use self::sequence::{SequenceNumber, SequenceNumberError};
pub use self::set::{BinarySet, NumberSet, StringSet};
pub use self::subscriber::{Input, Subscriber, SubscriberDefinition};
pub use self::table::{OrderedPut, Table};
pub use self::time::{EpochSeconds, Timestamp, TimestampError};
pub use self::transient::Transient;
pub use self::transport::{BatchItemFailure, BatchResponse};
pub use self::update::{Counter, KeyOperations, Update};
pub use self::writes::{Only, Writes};

/// Any error, as a subscriber may return it.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A result whose error is any error by default, so that `?` works on all of them.
pub type Result<T, E = BoxError> = std::result::Result<T, E>;

/// The README's example is compiled as the library's own are.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
