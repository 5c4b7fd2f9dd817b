//! A subscriber with its resources: what an invocation calls.

use std::fmt;
#[cfg(feature = "metrics")]
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::stream::FuturesUnordered;

use super::call::Subscription;
use super::commits::{Commits, LedgerCommits};
use super::deadline::{Deadline, TimeBudget};
use super::event::OutcomeEvent;
use super::head::brought;
use super::lanes::Lanes;
#[cfg(feature = "metrics")]
use super::metrics::Metrics;
use super::parks::{self, Begun, Event};
use super::pipeline::Pipeline;
use super::settle::Settled;
use super::task::Boxed;
#[cfg(feature = "metrics")]
use crate::change::Topic as _;
use crate::connections::{ConnectError, Connections};
use crate::decode::EventError;
use crate::ledger::Committer;
use crate::parking::{Parking, ParkingTable};
use crate::schema::TableSchema;
use crate::subscriber::{Answer, Input as _, InputKind, Subscriber};
use crate::transport::{self, Arrival, Arrivals, BatchResponse, Items, Receipts};

/// A subscriber, connected: the same in the Lambda process, on the local engine and in tests.
///
/// # Example: an event through a subscriber
/// ```
/// use statetopic::prelude::*;
/// use statetopic::{Connections, Function};
///
/// #[read_model(table = "levels")]
/// #[state_topic(view = KEYS_ONLY)]
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Level {
///     #[partition_key]
///     pub sku: String,
/// }
///
/// #[subscriber(on(Inserted, Modified, Removed))]
/// fn print(change: StateChange<Level>) {
///     println!("{} {}", change.kind(), change.key());
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let function = Function::<PrintSubscriber>::connect(&Connections::from_env()).await?;
/// let response = function.invoke(br#"{"Records": []}"#, None).await?;
/// assert_eq!(response.checkpoint(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
pub struct Function<S> {
    subscriber: S,
    committer: Option<Committer>,
    /// Where attempts are counted.
    parking: Option<ParkingTable>,
    concurrency: Option<usize>,
    #[cfg(feature = "metrics")]
    metrics: Option<Metrics>,
}

impl<S: Subscriber> Function<S> {
    /// Connects the subscriber's resources, and the ledger where it returns `Writes`.
    ///
    /// # Errors
    /// [`ConnectError`] where a resource cannot be connected.
    pub async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
        let subscriber = S::connect(connections).await?;
        let committer = match Self::connect_ledger(connections) {
            None => None,
            Some(connecting) => Some(connecting.await?),
        };
        let parking = match Self::COUNTS_ATTEMPTS {
            false => None,
            true => Some(ParkingTable::connect(connections, S::DEFINITION.errors)?),
        };
        let concurrency = S::DEFINITION.function.concurrency.map(usize::from);
        Ok(Self {
            subscriber,
            committer,
            parking,
            concurrency,
            #[cfg(feature = "metrics")]
            metrics: None,
        })
    }

    const WRITES: &[TableSchema] = <S::Answer as Answer<S::Input>>::WRITES;
    const COUNTS_ATTEMPTS: bool = S::DEFINITION.errors.counts();

    /// Connects what commits the records' writes.
    fn connect_ledger(connections: &Connections) -> Option<Boxed<'_, Result<Committer, ConnectError>>> {
        match Self::WRITES {
            [] if !Self::COUNTS_ATTEMPTS => None,
            tables => Some(Box::pin(async {
                let committer = Committer::connect(connections, S::DEFINITION.ledger_id(), tables).await?;
                Ok(committer.with_projection(<S::Answer as Answer<S::Input>>::PROJECTS))
            })),
        }
    }

    /// What commits the records' writes; where the type of the function says that there are none, nothing of it is linked.
    fn commits(&self, time_left: Option<Duration>, is_careful: bool) -> Option<Box<dyn Commits<'_> + '_>> {
        match (Self::WRITES, &self.committer) {
            ([], _) | (_, None) => None,
            (_, Some(committer)) => Some(Box::new(LedgerCommits::<S>::new(committer, time_left, is_careful))),
        }
    }

    /// Where attempts are counted: what is to be known before the first call. Else nothing of it is linked.
    fn begin<'a>(
        &'a self,
        event: &'a [u8],
        records: &[Arrival<S::Topic>],
        receipts: &Receipts,
        within: Duration,
    ) -> Option<Boxed<'a, Begun<'a>>> {
        if !Self::COUNTS_ATTEMPTS {
            return None;
        }
        let parking = Parking::new(self.committer.as_ref()?, self.parking.as_ref()?);
        Some(Box::pin(parks::begin(&self.subscriber, parking, Event::new::<S>(event, records, receipts), within)))
    }

    /// How many items of a stream's event may have a record running at once, at least 1: what `#[subscriber(concurrency = …)]`
    /// says, and else 1.
    ///
    /// The records of an item run in order, one after another. After a failure the later ones of its item are not started,
    /// and those of other items are: the answer names the lowest record that is not done, and what was done above it is
    /// delivered again. Behind a queue it is the number of message groups that run at once, and else all do; a function of a
    /// `Batch` gets one batch.
    ///
    /// ```
    /// # use statetopic::prelude::*;
    /// # use statetopic::{Connections, Function};
    /// # #[read_model(table = "levels")]
    /// # #[state_topic(view = KEYS_ONLY)]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Level { #[partition_key] pub sku: String }
    /// # #[subscriber(on(Removed))]
    /// # fn print(_change: StateChange<Level>) {}
    /// # async fn example() -> Result<()> {
    /// let function = Function::<PrintSubscriber>::connect(&Connections::from_env()).await?.with_concurrency(16);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_concurrency(mut self, items: usize) -> Self {
        if S::Input::KIND != InputKind::Batches {
            self.concurrency = Some(items.max(1));
        }
        self
    }

    /// Writes metrics of each invocation.
    #[cfg(feature = "metrics")]
    #[cfg_attr(docsrs, doc(cfg(feature = "metrics")))]
    #[must_use]
    pub fn with_metrics(mut self, metrics: Metrics) -> Self {
        self.metrics = Some(metrics);
        self
    }

    /// Runs the records of an event and answers with what is not done. Those of a stream run in order, one after another;
    /// behind a queue each message group does, and the groups run at once.
    ///
    /// The event is a DynamoDB stream's, or that of an SQS FIFO queue which an EventBridge Pipe fills with the stream's
    /// records: its first record tells. The answer is in the transport's terms: the lowest sequence number that is not
    /// done, or each message that is to stay in the queue.
    ///
    /// `time_left` is how long the invocation may take; `None` is as long as it takes. Near its end nothing new is started. A record fails by its own fault (it does not decode, the function
    /// returns an error, panics or is not done in time, its `Writes` cannot be committed); no later one is started then, of
    /// a queue no later one of its message group.
    ///
    /// # Errors
    /// [`InvocationError`] where the event cannot be taken apart into records: nothing of it is done.
    pub async fn invoke(&self, event: &[u8], time_left: Option<Duration>) -> Result<BatchResponse, InvocationError> {
        #[cfg(feature = "metrics")]
        if let Some(metrics) = &self.metrics {
            return self.measure(metrics, event, time_left, |_| {}).await;
        }
        self.carry_out(event, time_left, |_| {}, |_| {}).await
    }

    /// The same, and tells what becomes of each record: one event for each, in the order in which they are settled. A panic of
    /// `observe` is the caller's: it goes through to where the invocation is awaited.
    ///
    /// ```
    /// # use statetopic::prelude::*;
    /// # use statetopic::{Connections, Function};
    /// # #[read_model(table = "levels")]
    /// # #[state_topic(view = KEYS_ONLY)]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Level { #[partition_key] pub sku: String }
    /// # #[subscriber(on(Removed))]
    /// # fn print(_change: StateChange<Level>) {}
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
    /// let function = Function::<PrintSubscriber>::connect(&Connections::from_env()).await?;
    /// let event = br#"{"Records": [{
    ///     "eventName": "INSERT", "eventSource": "aws:dynamodb",
    ///     "dynamodb": {"SequenceNumber": "7", "Keys": {"sku": {"S": "bolt"}}}
    /// }]}"#;
    /// let mut outcomes = Vec::new();
    /// function.invoke_observed(event, None, |event| outcomes.push(event.outcome.name())).await?;
    /// assert_eq!(outcomes, ["NotTaken"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    /// As [`invoke`](Self::invoke).
    pub async fn invoke_observed(
        &self,
        event: &[u8],
        time_left: Option<Duration>,
        observe: impl FnMut(&OutcomeEvent<'_>) + Send,
    ) -> Result<BatchResponse, InvocationError> {
        #[cfg(feature = "metrics")]
        if let Some(metrics) = &self.metrics {
            return self.measure(metrics, event, time_left, observe).await;
        }
        self.carry_out(event, time_left, |_| {}, observe).await
    }

    /// The same, and writes metrics.
    #[cfg(feature = "metrics")]
    async fn measure(
        &self,
        metrics: &Metrics,
        event: &[u8],
        time_left: Option<Duration>,
        mut observe: impl FnMut(&OutcomeEvent<'_>) + Send,
    ) -> Result<BatchResponse, InvocationError> {
        let measured = Mutex::new(metrics.begin(S::DEFINITION.id, S::Topic::TABLE.schema.table));
        let locked = || measured.lock().unwrap_or_else(PoisonError::into_inner);
        let arrived = |records: &[Arrival<S::Topic>]| locked().of_records(records.iter().map(Arrival::time));
        let counted = |event: &OutcomeEvent<'_>| {
            locked().count(event);
            observe(event);
        };
        let answer = self.carry_out(event, time_left, arrived, counted).await;
        metrics.write(&locked());
        answer
    }

    /// Runs the records. `arrived` has them before, and `observe` what becomes of each.
    async fn carry_out(
        &self,
        event: &[u8],
        time_left: Option<Duration>,
        arrived: impl FnOnce(&[Arrival<S::Topic>]) + Send,
        mut observe: impl FnMut(&OutcomeEvent<'_>) + Send,
    ) -> Result<BatchResponse, InvocationError> {
        let budget = TimeBudget::new(time_left.and_then(Deadline::after));
        let arrivals = transport::read::<S::Topic>(event, self.concurrency, self.keeps_items())?;
        let Arrivals { records, lane_of, concurrency, receipts } = arrivals;
        tracing::debug!(subscriber = S::DEFINITION.id, records = records.len(), "event");
        arrived(&records);
        let begun = match self.begin(event, &records, &receipts, before_calls(time_left)) {
            None => Begun::default(),
            Some(begun) => begun.await,
        };
        let Begun { parks, blocked, is_careful } = begun;
        let in_ledger = self.committer.as_ref().map(|_| brought(receipts.transport()));
        let mut calls = Subscription::new(&self.subscriber, records, in_ledger).without(blocked, is_careful);
        let pipeline = Pipeline {
            calls: &mut calls,
            commits: self.commits(time_left, is_careful),
            parks,
            lanes: Lanes::new(&lane_of, if is_careful { 1 } else { concurrency }),
            budget: if is_careful { budget.carefully() } else { budget },
            settled: Settled::new(S::DEFINITION.id, S::DEFINITION.errors.parks(), &receipts, &mut observe),
            in_flight: FuturesUnordered::new(),
        };
        let undone = pipeline.run().await;
        calls.discard();
        Ok(BatchResponse::of(receipts.failures(&lane_of, &undone)))
    }

    /// What is asked of a stream's records beside themselves.
    fn keeps_items(&self) -> Items {
        match (Self::COUNTS_ATTEMPTS && S::Input::KIND != InputKind::Batches, &self.committer) {
            // What failed keeps its own item alone.
            (true, _) => Items::Lanes,
            (false, Some(_)) => Items::Identified,
            (false, None) => Items::Unknown,
        }
    }
}

/// How long what is asked before the first call may take.
fn before_calls(time_left: Option<Duration>) -> Duration {
    time_left.map_or(Duration::from_mins(1), |left| left / 4)
}

impl<S: Subscriber> fmt::Debug for Function<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Function").field(&S::DEFINITION.id).finish()
    }
}

/// An invocation of which nothing is done: Lambda delivers the whole batch again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvocationError(EventError);

impl InvocationError {
    /// Why the event cannot be taken apart.
    #[must_use]
    pub const fn event_error(&self) -> &EventError {
        &self.0
    }
}

impl From<EventError> for InvocationError {
    fn from(error: EventError) -> Self {
        Self(error)
    }
}

impl fmt::Display for InvocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for InvocationError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}
