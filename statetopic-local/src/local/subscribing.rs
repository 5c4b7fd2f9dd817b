//! What reads the streams of an application: subscribers, and any functions.

use statetopic::manifest::describe;
use statetopic::plan::{EventSource, SubscriberPlan};
use statetopic::subscriber::{Destination, StartingPosition};
use statetopic::{Subscriber, Topic};

use super::readers::Reader;
use super::{InProcess, Local, LocalError, Subscription, locked};
use crate::invoke::Invoke;
use crate::permission::{Role, granted};
use crate::schedule::{Sources, Switch};
use crate::source::{FailureDestination, FilterError, MappingSettings, QueueSettings};
use crate::stream::Stream;

impl Local {
    /// Subscribes a subscriber: from now on [`settle`](Self::settle) runs it, behind the stream or, with `via = fifo`,
    /// behind a Pipe and a FIFO queue.
    ///
    /// Its records come as it declares: through the filters that its arms become, in its batches, with its retries, its age,
    /// its bisecting and its destination, and its invocations have the time-out that it declares, or 30 seconds. A mapping whose retries
    /// have no end has one after three attempts, so that a test fails and does not hang:
    /// [`set_max_attempts`](Subscription::set_max_attempts). As many batches as `parallelization` says run at once, and behind
    /// a queue a batch for each message group.
    ///
    /// The tables of its topic, of its parameters and of its `Writes`, and the ledger, are made if they are not there; those of
    /// a resource of one's own are those that its `GRANTS` name. Its client has the subscriber's id for a name, by which a fault
    /// policy tells its calls from others.
    ///
    /// # Errors
    /// Where a table cannot be made, where the subscriber does not find what it connects to, where it is subscribed already,
    /// or where AWS would refuse its mapping or throttle it, as a third reader of a stream.
    pub async fn subscribe<S: Subscriber>(&self) -> Result<Subscription<InProcess<S>>, LocalError> {
        self.subscribe_at::<S>(None).await
    }

    /// The same from another position than the one that it declares.
    pub(crate) async fn subscribe_at<S: Subscriber>(
        &self,
        position: Option<StartingPosition>,
    ) -> Result<Subscription<InProcess<S>>, LocalError> {
        let (definition, plan) = (S::DEFINITION, SubscriberPlan::new(&describe::<S>())?);
        let notes = plan.manifest.notes().map(|notes| &notes.table);
        for table in plan.manifest.tables().chain(notes) {
            self.create_table(&table.schema).await?;
        }
        let function = InProcess::<S>::connect(&self.connections_named(definition.id)).await?;
        let refused = |error: FilterError| LocalError::filter(definition.id, error);
        let mut sources = match &plan.source {
            EventSource::Fifo { pipe, queue } => {
                let mut settings = QueueSettings::planned(pipe, queue).map_err(refused)?;
                settings.pipe.starting_position = position.unwrap_or(settings.pipe.starting_position);
                self.share_destination(&mut settings.pipe);
                self.queue_sources::<S::Topic>(settings)?
            }
            EventSource::Stream(reader) => {
                let mut settings = MappingSettings::planned(reader).map_err(refused)?;
                settings.starting_position = position.unwrap_or(settings.starting_position);
                self.share_destination(&mut settings);
                Sources::stream(self.stream::<S::Topic>()?, settings)?
            }
        };
        sources.set_timeout(function.timeout());
        self.drive(Some(definition.id), S::Topic::TABLE.schema.table, sources, function)
    }

    /// Deletes the mapping of a subscriber, if it is subscribed: nothing begins any more, what runs ends, and its place at the stream
    /// is free. See [`Subscription::delete`].
    ///
    /// # Example: a subscriber that is subscribed again
    /// ```
    /// use statetopic::prelude::*;
    /// use statetopic_local::Local;
    ///
    /// #[read_model(table = "orders")]
    /// #[state_topic(view = KEYS_ONLY)]
    /// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// pub struct Order {
    ///     #[partition_key]
    ///     pub number: u32,
    /// }
    ///
    /// #[subscriber(library, on(Inserted), starting_position = TRIM_HORIZON)]
    /// fn greet(_order: StateChange<Order>) {}
    ///
    /// # async fn example() -> Result<()> {
    /// let local = Local::start()?;
    /// local.subscribe::<GreetSubscriber>().await?;
    /// local.table::<Order>().await?.put(&Order { number: 1 }).await?;
    /// assert_eq!(local.settle().await?.records, 1);
    ///
    /// local.unsubscribe::<GreetSubscriber>();
    /// local.subscribe::<GreetSubscriber>().await?;
    /// assert_eq!(local.settle().await?.records, 1, "all that the stream still has comes again");
    /// # Ok(())
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example()).unwrap();
    /// ```
    pub fn unsubscribe<S: Subscriber>(&self) {
        locked(&self.shared.readers).delete(|reader| reader.subscriber == Some(S::DEFINITION.id));
    }

    pub(super) fn delete(&self, switch: &Switch) {
        locked(&self.shared.readers).delete(|reader| reader.switch.is_same(switch));
    }

    /// Where records go that are discarded to this destination, whatever discards them.
    #[must_use]
    pub fn destination(&self, target: &Destination<String>) -> FailureDestination {
        self.shared_destination(FailureDestination::new(target.clone()))
    }

    fn share_destination(&self, settings: &mut MappingSettings) {
        settings.on_failure = settings.on_failure.take().map(|there| self.shared_destination(there));
    }

    fn shared_destination(&self, another: FailureDestination) -> FailureDestination {
        let mut destinations = locked(&self.shared.destinations);
        if let Some(there) = destinations.iter().find(|there| there.target() == another.target()) {
            return there.clone();
        }
        destinations.push(another.clone());
        another
    }

    /// Allows each stream this many readers from now on. On AWS it is two, which cannot be raised: this is for tests that
    /// watch a stream beside its subscribers.
    pub fn set_max_readers(&self, readers: usize) {
        locked(&self.shared.readers).max = readers;
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
    /// Where the stream cannot be read, or has two readers.
    pub fn attach<I: Invoke + 'static>(
        &self,
        stream: Stream,
        function: I,
        settings: MappingSettings,
    ) -> Result<Subscription<I>, LocalError> {
        let table = stream.table().to_owned();
        self.drive(None, &table, Sources::stream(stream, settings)?, function)
    }

    /// Attaches any function to a FIFO queue that a Pipe fills with a topic's changes, a message group for each partition
    /// key: from now on [`settle`](Self::settle) runs both.
    ///
    /// # Errors
    /// Where the topic's table was not made, or where its stream cannot be read or has two readers.
    pub fn attach_queue<T: Topic, I: Invoke + 'static>(
        &self,
        function: I,
        settings: QueueSettings,
    ) -> Result<Subscription<I>, LocalError> {
        self.drive(None, T::TABLE.schema.table, self.queue_sources::<T>(settings)?, function)
    }

    pub(crate) fn queue_sources<T: Topic>(&self, settings: QueueSettings) -> Result<Sources, LocalError> {
        let (stream, clock) = (self.stream::<T>()?, self.engine().clock().clone());
        let (sources, _) = Sources::queue(stream, T::TABLE.schema.partition_key.name, clock, settings)?;
        Ok(sources)
    }

    fn drive<I: Invoke + 'static>(
        &self,
        subscriber: Option<&'static str>,
        table: &str,
        mut sources: Sources,
        function: I,
    ) -> Result<Subscription<I>, LocalError> {
        sources.set_subscriber(subscriber);
        let subscription = Subscription::new(self.clone(), sources, function);
        let (attached, switch) = (subscription.attached(), subscription.switch().clone());
        let reader = Reader { subscriber, table: table.to_owned(), attached, switch };
        locked(&self.shared.readers).add(reader)?;
        Ok(subscription)
    }
}
