//! Read models and their subscribers in one process.

mod error;
mod function;
mod readers;
mod subscribing;
mod subscription;
#[cfg(feature = "engine")]
mod table;

pub use error::LocalError;
pub use function::InProcess;
pub use subscription::Subscription;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[cfg(feature = "engine")]
use aws_sdk_dynamodb::Client;
use statetopic::environment::{Environment, table_variable};
use statetopic::memory::MemoryTables;
use statetopic::schema::{SchemaText, TableSchema};
use statetopic::{Clock, Connections, ReadModel, Resource as _, Table, Topic};

use crate::embedded::{Engine, Reach};
use crate::progress::Progress;
use crate::schedule;
use crate::shards::{ShardId, StreamShard};
use crate::source::FailureDestination;
use crate::stream::{Event, Stream};
use readers::Readers;

/// An embedded DynamoDB with the tables, the subscribers and the settings of an application. Clones are the same.
#[derive(Clone)]
pub struct Local {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    environment: Mutex<BTreeMap<String, String>>,
    readers: Mutex<Readers>,
    destinations: Mutex<Vec<FailureDestination>>,
}

impl Local {
    /// An empty engine that reads the wall clock.
    ///
    /// # Errors
    /// Where the engine cannot be prepared, as on a full disk.
    #[cfg(feature = "engine")]
    #[cfg_attr(docsrs, doc(cfg(feature = "engine")))]
    pub fn start() -> Result<Self, LocalError> {
        Self::start_with_clock(Clock::wall())
    }

    /// An empty engine that reads this clock.
    ///
    /// # Errors
    /// As for [`start`](Self::start).
    #[cfg(feature = "engine")]
    #[cfg_attr(docsrs, doc(cfg(feature = "engine")))]
    pub fn start_with_clock(clock: Clock) -> Result<Self, LocalError> {
        Ok(Self::with_engine(Engine::memory_with_clock(clock)?))
    }

    /// An application on `statetopic`'s own tables in memory, with this clock: no DynamoDB is embedded. Streams are read from the
    /// tables' logs, and everything else is as on an engine. See [`Engine::of_tables`].
    #[must_use]
    pub fn start_in_memory(clock: Clock) -> Self {
        Self::with_engine(Engine::of_tables(MemoryTables::new(clock)))
    }

    /// An application on an engine that there is already.
    #[must_use]
    pub fn with_engine(engine: Engine) -> Self {
        let (environment, readers, destinations) = Default::default();
        Self { shared: Arc::new(Shared { engine, environment, readers, destinations }) }
    }

    /// The engine: its clock, its faults, its streams.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.shared.engine
    }

    /// A client of the AWS SDK on the engine.
    #[cfg(feature = "engine")]
    #[cfg_attr(docsrs, doc(cfg(feature = "engine")))]
    #[must_use]
    pub fn client(&self) -> Client {
        self.engine().client()
    }

    /// Makes the table of a read model, if it is not there, and sets the variable that holds its name.
    ///
    /// Its physical name is its logical one. Every table has a stream with both images: what a topic's view leaves out
    /// is left out where the stream is read.
    ///
    /// # Errors
    /// Where DynamoDB would refuse the table.
    pub async fn create<M: ReadModel>(&self) -> Result<(), LocalError> {
        self.create_table(&M::SCHEMA).await
    }

    /// The same for a schema.
    ///
    /// # Errors
    /// As for [`create`](Self::create).
    #[cfg_attr(not(feature = "engine"), expect(clippy::unused_async, reason = "the same signature as with an engine"))]
    pub async fn create_table<T: SchemaText>(&self, schema: &TableSchema<T>) -> Result<(), LocalError> {
        let variable = table_variable(schema.table.as_ref());
        if self.environment().contains_key(&variable) {
            return Ok(());
        }
        match self.engine().reach_unseen() {
            Reach::Tables(tables) => tables.create(schema.table.as_ref(), schema),
            #[cfg(feature = "engine")]
            Reach::Client(client) => table::create(&client, schema).await?,
        }
        self.set_variable(&variable, schema.table.as_ref());
        Ok(())
    }

    /// Sets an environment variable of the functions that connect from now on.
    pub fn set_variable(&self, name: &str, value: &str) {
        self.environment().insert(name.to_owned(), value.to_owned());
    }

    fn environment(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        locked(&self.shared.environment)
    }

    /// The variables set so far.
    pub(crate) fn variables(&self) -> Environment {
        Environment::new(self.environment().clone())
    }

    /// What a function connects with: the engine and its clock, and the variables set so far.
    #[must_use]
    pub fn connections(&self) -> Connections {
        self.connections_named("")
    }

    /// The same with a client of this name, by which a fault policy tells its calls from others.
    #[must_use]
    pub fn connections_named(&self, client: &str) -> Connections {
        let environment = self.variables();
        let connections = match self.engine().reach(client) {
            Reach::Tables(tables) => Connections::memory(environment, tables),
            #[cfg(feature = "engine")]
            Reach::Client(client) => Connections::new(environment, client),
        };
        connections.with_clock(self.engine().clock().clone())
    }

    /// What a model's table in memory is connected with; it is made if it is not there.
    #[cfg(feature = "simulate")]
    pub(crate) fn connections_to<M: ReadModel>(&self) -> Connections {
        let name = M::SCHEMA.table;
        if let Some(tables) = self.engine().tables() {
            tables.create(name, &M::SCHEMA);
            self.set_variable(&table_variable(name), name);
        }
        self.connections()
    }

    /// A read model's table, which is made if it is not there.
    ///
    /// # Errors
    /// As for [`create`](Self::create).
    pub async fn table<M: ReadModel>(&self) -> Result<Table<M>, LocalError> {
        self.create::<M>().await?;
        Ok(Table::connect(&self.connections()).await?)
    }

    /// Runs the subscribers until no stream has anything left for any: all at once, each with as many invocations as its
    /// mapping allows. What they write meanwhile is delivered when all that was there before is done. When nothing is left to
    /// do, the engine's clock is put forward to when the next batching window or visibility time-out passes.
    ///
    /// # Errors
    /// Where a batch that is never discarded is not done after as many deliveries as its mapping allows: the error names the
    /// subscriber and the record, says what kind of failure it is ([`MappingError::failure_kind`](crate::MappingError)), and
    /// its sources are the error that the function returned, or what the runtime says of the record. Or where the
    /// subscribers keep each other going without an end. Nothing more begins then; invocations that run are waited for.
    pub async fn settle(&self) -> Result<Progress, LocalError> {
        let readers = locked(&self.shared.readers).attached();
        let mut locks = Vec::new();
        for reader in readers {
            locks.push(reader.take_over().await);
        }
        let mut driven: Vec<_> = locks.iter_mut().map(|attached| attached.driven()).collect();
        Ok(schedule::settle(&mut driven).await?)
    }

    /// The stream of a topic under its view.
    ///
    /// # Errors
    /// Where the topic's table was not made.
    pub fn stream<T: Topic>(&self) -> Result<Stream, LocalError> {
        Ok(Stream::open(self.engine().clone(), T::TABLE.schema.table, T::VIEW)?)
    }

    /// The shards of a topic's stream: as [`Engine::shards`].
    ///
    /// # Errors
    /// Where the topic's table was not made.
    pub fn shards<T: Topic>(&self) -> Result<Vec<StreamShard>, LocalError> {
        Ok(self.engine().shards(T::TABLE.schema.table)?)
    }

    /// Splits an open shard of a topic's stream: as [`Engine::split_shard`].
    ///
    /// # Errors
    /// Where the topic's table was not made, where the shard does not exist or is closed.
    pub fn split_shard<T: Topic>(&self, shard: ShardId) -> Result<[ShardId; 2], LocalError> {
        Ok(self.engine().split_shard(T::TABLE.schema.table, shard)?)
    }

    /// Closes an open shard of a topic's stream: as [`Engine::rotate_shard`].
    ///
    /// # Errors
    /// Where the topic's table was not made, where the shard does not exist or is closed.
    pub fn rotate_shard<T: Topic>(&self, shard: ShardId) -> Result<ShardId, LocalError> {
        Ok(self.engine().rotate_shard(T::TABLE.schema.table, shard)?)
    }

    /// All changes of a topic so far, under its view, as the event that Lambda would hand to a function.
    ///
    /// # Errors
    /// Where the topic's table was not made.
    pub fn changes_of<T: Topic>(&self) -> Result<Event, LocalError> {
        Ok(self.stream::<T>()?.whole()?)
    }
}

/// What is kept here is whole between any two calls: a panic elsewhere does not spoil it.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Local {
    /// Names of variables only: values may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Local")
            .field("engine", self.engine())
            .field("environment", &self.environment().keys())
            .finish_non_exhaustive()
    }
}
