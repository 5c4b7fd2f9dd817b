//! A subscriber with its resources: what an invocation calls.

use std::fmt;

use tokio::time::Instant;

use super::deadline::{Deadline, TimeBudget};
use super::lane::Invocation;
use super::queue::Queue;
use crate::connections::{ConnectError, Connections};
use crate::decode::EventError;
use crate::ledger::Committer;
use crate::subscriber::{Answer, Subscriber};
use crate::transport::{self, BatchResponse};

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
}

impl<S: Subscriber> Function<S> {
    /// Connects the subscriber's resources, and the ledger where it returns `Writes`.
    ///
    /// # Errors
    /// [`ConnectError`] where a resource cannot be connected.
    pub async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
        let subscriber = S::connect(connections).await?;
        let written = <S::Answer as Answer<S::Input>>::WRITES;
        let committer = match written {
            [] => None,
            tables => Some(Committer::connect(connections, S::DEFINITION.id, tables).await?),
        };
        Ok(Self { subscriber, committer })
    }

    /// Runs the records of an event in order and answers with what is not done.
    ///
    /// The event is a DynamoDB stream's, or that of an SQS FIFO queue which an EventBridge Pipe fills with the stream's
    /// records: its first record tells. The answer is in the transport's terms: the lowest sequence number that is not
    /// done, or each message that is to stay in the queue.
    ///
    /// Near the `deadline` nothing new is started. A record fails by its own fault (it does not decode, the function
    /// returns an error, panics or is not done in time, its `Writes` cannot be committed); no later one is started then, of
    /// a queue no later one of its message group.
    ///
    /// # Errors
    /// [`InvocationError`] where the event cannot be taken apart into records: nothing of it is done.
    pub async fn invoke(&self, event: &[u8], deadline: Option<Instant>) -> Result<BatchResponse, InvocationError> {
        let budget = TimeBudget::new(deadline.map(Deadline::new));
        let lanes = transport::read::<S::Topic>(event)?;
        tracing::debug!(
            subscriber = S::DEFINITION.id,
            records = lanes.iter().map(|lane| lane.records.len()).sum::<usize>(),
            "event"
        );
        let invocation = Invocation { subscriber: &self.subscriber, committer: self.committer.as_ref(), budget };
        let mut failures = Vec::new();
        for lane in lanes {
            let queue = Queue::new(lane.records, S::takes);
            let undone = invocation.run(queue, lane.receipts.transport()).await;
            failures.extend(lane.receipts.failures(S::DEFINITION.id, undone.as_ref()));
        }
        Ok(BatchResponse::of(failures))
    }
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
