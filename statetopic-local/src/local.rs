//! Read models and their subscribers in one process.

mod error;
mod function;
mod source;
mod subscription;
mod table;

pub use error::LocalError;
pub use function::InProcess;
pub use subscription::Subscription;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_sdk_dynamodb::Client;
use statetopic::environment::{Environment, table_variable};
use statetopic::schema::TableSchema;
use statetopic::subscriber::{Answer, Input, Transport};
use statetopic::{Connections, ReadModel, Resource as _, StateTopic, Subscriber, Table};

use crate::clock::Clock;
use crate::embedded::Engine;
use crate::invoke::Invoke;
use crate::mapping::{Mapping, MappingSettings, Progress};
use crate::permission::{Role, granted};
use crate::queue::{QueueMapping, QueueSettings};
use crate::stream::{Event, Stream};
use source::Source;
use subscription::Driven;

/// How often [`Local::settle`] goes round before it takes what it sees for a loop. Read models that derive from each
/// other are a few steps deep.
const ROUNDS: usize = 100;

/// An embedded DynamoDB with the tables, the subscribers and the settings of an application. Clones are the same.
#[derive(Clone)]
pub struct Local {
    shared: Arc<Shared>,
}

struct Shared {
    engine: Engine,
    environment: Mutex<BTreeMap<String, String>>,
    /// In the order of subscribing, which is the order in which they run.
    mappings: Mutex<Vec<Arc<dyn Driven>>>,
}

impl Local {
    /// An empty engine that reads the wall clock.
    ///
    /// # Errors
    /// Where the engine cannot be prepared, as on a full disk.
    pub fn start() -> Result<Self, LocalError> {
        Self::start_with_clock(Clock::system())
    }

    /// An empty engine that reads this clock.
    ///
    /// # Errors
    /// As for [`start`](Self::start).
    pub fn start_with_clock(clock: Clock) -> Result<Self, LocalError> {
        Ok(Self::with_engine(Engine::memory_with_clock(clock)?))
    }

    /// An application on an engine that there is already.
    #[must_use]
    pub fn with_engine(engine: Engine) -> Self {
        Self { shared: Arc::new(Shared { engine, environment: Mutex::default(), mappings: Mutex::default() }) }
    }

    /// The engine: its clock, its faults, its streams.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.shared.engine
    }

    /// A client of the AWS SDK on the engine.
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
    pub async fn create_table(&self, schema: &TableSchema) -> Result<(), LocalError> {
        let variable = table_variable(schema.table);
        if self.environment().contains_key(&variable) {
            return Ok(());
        }
        table::create(&self.engine().harness_client(), schema).await?;
        self.set_variable(&variable, schema.table);
        Ok(())
    }

    /// Sets an environment variable of the functions that connect from now on.
    pub fn set_variable(&self, name: &str, value: &str) {
        self.environment().insert(name.to_owned(), value.to_owned());
    }

    fn environment(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        let environment = &self.shared.environment;
        environment.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mappings(&self) -> MutexGuard<'_, Vec<Arc<dyn Driven>>> {
        let mappings = &self.shared.mappings;
        mappings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a function connects with: the engine, and the variables set so far.
    #[must_use]
    pub fn connections(&self) -> Connections {
        self.connections_named("")
    }

    /// The same with a client of this name, by which a fault policy tells its calls from others.
    #[must_use]
    pub fn connections_named(&self, client: &str) -> Connections {
        let environment = Environment::of(self.environment().clone());
        Connections::new(environment, self.engine().client_named(client))
    }

    /// A read model's table, which is made if it is not there.
    ///
    /// # Errors
    /// As for [`create`](Self::create).
    pub async fn table<M: ReadModel>(&self) -> Result<Table<M>, LocalError> {
        self.create::<M>().await?;
        Ok(Table::connect(&self.connections()).await?)
    }

    /// Subscribes a subscriber: from now on [`settle`](Self::settle) runs it, behind the stream or, with `via = fifo`,
    /// behind a Pipe and a FIFO queue.
    ///
    /// The tables of its topic and of its `Writes`, and the ledger, are made if they are not there. Those of its
    /// parameters must be there: [`create`](Self::create) them first. Its client has the subscriber's id for a name, by which a fault
    /// policy tells its calls from others.
    ///
    /// # Errors
    /// Where a table cannot be made, or where the subscriber does not find what it connects to.
    pub async fn subscribe<S: Subscriber>(&self) -> Result<Subscription<InProcess<S>>, LocalError> {
        self.create::<S::Topic>().await?;
        let written = <S::Answer as Answer<<S::Input as Input>::Carried>>::WRITES;
        for schema in written {
            self.create_table(schema).await?;
        }
        if !written.is_empty() {
            self.create_table(&statetopic::ledger::SCHEMA).await?;
        }
        let definition = S::DEFINITION;
        let function = InProcess::connect(&self.connections_named(definition.id)).await?;
        let (batch_size, position) = (definition.mapping.batch_size, definition.mapping.starting_position);
        match definition.mapping.via {
            Transport::Stream => {
                self.attach(self.stream::<S::Topic>()?, function, MappingSettings::new(batch_size, position))
            }
            Transport::Fifo => self.attach_queue::<S::Topic, _>(function, QueueSettings::new(batch_size, position)),
        }
    }

    /// What a subscriber has been seen to do on tables since it was subscribed, beside what its role allows: a test that takes
    /// all its paths shows that the role is the least one.
    #[must_use]
    pub fn role_of<S: Subscriber>(&self) -> Role {
        Role { granted: granted::<S>(), seen: self.engine().seen(S::DEFINITION.id) }
    }

    /// Attaches any function to a stream, such as one in a process of its own: from now on [`settle`](Self::settle)
    /// runs it.
    ///
    /// # Errors
    /// Where the stream cannot be read.
    pub fn attach<I: Invoke + 'static>(
        &self,
        stream: Stream,
        function: I,
        settings: MappingSettings,
    ) -> Result<Subscription<I>, LocalError> {
        Ok(self.drive(Source::Stream(Mapping::new(stream, function, settings)?)))
    }

    /// Attaches any function to a FIFO queue that a Pipe fills with a topic's changes, a message group for each partition
    /// key: from now on [`settle`](Self::settle) runs both.
    ///
    /// # Errors
    /// Where the topic's table was not made, or where its stream cannot be read.
    pub fn attach_queue<T: StateTopic, I: Invoke + 'static>(
        &self,
        function: I,
        settings: QueueSettings,
    ) -> Result<Subscription<I>, LocalError> {
        let (stream, clock) = (self.stream::<T>()?, self.engine().clock().clone());
        let mapping = QueueMapping::new(stream, T::SCHEMA.partition_key.name, clock, function, settings)?;
        Ok(self.drive(Source::Queue(mapping)))
    }

    fn drive<I: Invoke + 'static>(&self, source: Source<I>) -> Subscription<I> {
        let subscription = Subscription::new(self.clone(), source);
        self.mappings().push(subscription.driven());
        subscription
    }

    /// Runs the subscribers, in the order in which they were subscribed, until no stream has anything left for any.
    ///
    /// # Errors
    /// Where a batch is not done after as many deliveries as its mapping allows, or where the subscribers keep each
    /// other going without an end.
    pub async fn settle(&self) -> Result<Progress, LocalError> {
        let mut total = Progress::default();
        for _ in 0..ROUNDS {
            let mappings = self.mappings().clone();
            let mut round = Progress::default();
            for mapping in mappings {
                round += mapping.run().await?;
            }
            if round == Progress::default() {
                return Ok(total);
            }
            total += round;
        }
        Err(LocalError::unsettled(ROUNDS))
    }

    /// The stream of a topic under its view.
    ///
    /// # Errors
    /// Where the topic's table was not made.
    pub fn stream<T: StateTopic>(&self) -> Result<Stream, LocalError> {
        Ok(Stream::open(self.engine().clone(), T::SCHEMA.table, T::VIEW)?)
    }

    /// All changes of a topic so far, under its view, as the event that Lambda would hand to a function.
    ///
    /// # Errors
    /// Where the topic's table was not made.
    pub fn changes_of<T: StateTopic>(&self) -> Result<Event, LocalError> {
        Ok(self.stream::<T>()?.whole()?)
    }
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
