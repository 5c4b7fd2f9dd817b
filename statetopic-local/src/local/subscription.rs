//! A subscriber and its mapping, as a test holds them.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use statetopic::Subscriber;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{InProcess, Local, LocalError};
use crate::fifo_queue::FifoQueue;
use crate::invoke::Invoke;
use crate::progress::Progress;
use crate::schedule::{Attached, Driven, Sources, Switch};
use crate::source::{Delivery, FailureDestination, MappingError};

/// A function and its sources, of any type, which one scheduler has at a time.
pub(super) trait Attachment: Send + Sync {
    /// Waits until no scheduler has it.
    fn take_over(self: Arc<Self>) -> Pin<Box<dyn Future<Output = Box<dyn Locked>> + Send>>;
}

/// A function and its sources in the hands of a scheduler.
pub(super) trait Locked: Send {
    fn driven(&mut self) -> Driven<'_>;
}

impl<I: Invoke + 'static> Attachment for Mutex<Attached<I>> {
    fn take_over(self: Arc<Self>) -> Pin<Box<dyn Future<Output = Box<dyn Locked>> + Send>> {
        Box::pin(async move { Box::new(self.lock_owned().await) as Box<dyn Locked> })
    }
}

impl<I: Invoke> Locked for OwnedMutexGuard<Attached<I>> {
    fn driven(&mut self) -> Driven<'_> {
        (**self).driven()
    }
}

/// A function and its mapping, which [`Local::settle`] runs. Clones are the same.
pub struct Subscription<I> {
    local: Local,
    attached: Arc<Mutex<Attached<I>>>,
    switch: Switch,
}

impl<I: Invoke> Subscription<I> {
    pub(super) fn new(local: Local, sources: Sources, function: I) -> Self {
        let switch = sources.switch().clone();
        Self { local, attached: Arc::new(Mutex::new(Attached { sources, function })), switch }
    }

    pub(super) fn attached(&self) -> Arc<dyn Attachment>
    where
        I: 'static,
    {
        Arc::clone(&self.attached) as Arc<dyn Attachment>
    }

    pub(super) fn switch(&self) -> &Switch {
        &self.switch
    }

    /// Disables the mapping, and the Pipe before it: nothing begins from now on, and what runs ends. A [`Local::settle`] that is under
    /// way takes notice.
    ///
    /// # Example: a subscriber that is paused
    /// ```
    /// # use statetopic::prelude::*;
    /// # use statetopic_local::Local;
    /// # #[read_model(table = "orders")]
    /// # #[state_topic(view = KEYS_ONLY)]
    /// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Order {
    /// #     #[partition_key]
    /// #     pub number: u32,
    /// # }
    /// # #[subscriber(library, on(Inserted))]
    /// # fn greet(_order: StateChange<Order>) {}
    /// # async fn example() -> Result<()> {
    /// let local = Local::start()?;
    /// let greeting = local.subscribe::<GreetSubscriber>().await?;
    /// greeting.disable();
    /// local.table::<Order>().await?.put(&Order { number: 1 }).await?;
    /// assert_eq!(local.settle().await?.records, 0);
    ///
    /// greeting.enable();
    /// assert_eq!(local.settle().await?.records, 1);
    /// # Ok(())
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example()).unwrap();
    /// ```
    pub fn disable(&self) {
        self.switch.disable();
    }

    /// Enables the mapping again: it goes on where it was. What the stream did not keep for so long is lost. One that is deleted
    /// stays so.
    pub fn enable(&self) {
        self.switch.enable();
    }

    /// Whether the mapping is neither disabled nor deleted.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.switch.is_enabled()
    }

    /// Deletes the mapping: nothing begins any more, what runs ends, and its place at the stream is free; behind a Pipe the queue
    /// goes too, with what is in it.
    ///
    /// The same subscriber can be subscribed again. It starts at its starting position: with `TRIM_HORIZON` all that the stream still
    /// has comes again, of which the ledger knows what was done.
    pub fn delete(&self) {
        self.local.delete(&self.switch);
    }

    /// Delivers what the stream has now, to this function alone.
    ///
    /// # Errors
    /// Where a batch that is never discarded is not done after as many deliveries as the mapping allows.
    pub async fn run(&self) -> Result<Progress, MappingError> {
        self.attached.lock().await.run().await
    }

    /// Delivers one batch once; `false` means that there was none.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub async fn deliver(&self) -> Result<bool, MappingError> {
        self.attached.lock().await.deliver().await
    }

    /// What all runs together did.
    pub async fn total(&self) -> Progress {
        self.attached.lock().await.sources.total()
    }

    /// Sets the number of deliveries of each batch, from the next one on.
    pub async fn set_delivery(&self, delivery: Delivery) {
        self.attached.lock().await.sources.set_delivery(delivery);
    }

    /// Maximum number of deliveries in a row, with nothing done, of a batch that is never discarded; of a queue, how
    /// often a message may be before it goes to the dead-letter queue. A mapping with `max_retries` counts those.
    pub async fn set_max_attempts(&self, attempts: u32) {
        self.attached.lock().await.sources.set_max_attempts(attempts);
    }

    /// Where the records go that the mapping or the Pipe discards; `None` where none is discarded.
    pub async fn destination(&self) -> Option<FailureDestination> {
        self.attached.lock().await.sources.destination().cloned()
    }

    /// The FIFO queue that the messages come from; `None` for a subscriber that reads the stream itself.
    pub async fn queue(&self) -> Option<FifoQueue> {
        self.attached.lock().await.sources.fifo().cloned()
    }

    /// Puts another function in the place of this one: how far it has come stays.
    pub async fn replace_function(&self, function: I) -> I {
        std::mem::replace(&mut self.attached.lock().await.function, function)
    }
}

impl<S: Subscriber> Subscription<InProcess<S>> {
    /// Connects the subscriber anew, as the next process does after one has died: what it kept in memory is gone, how
    /// far it has come is not.
    ///
    /// # Errors
    /// Where the subscriber does not find what it connects to.
    pub async fn restart(&self) -> Result<(), LocalError> {
        let timeout = self.attached.lock().await.function.timeout();
        self.start(timeout).await
    }

    /// Gives each invocation this long from now on; `None` removes the limit. The subscriber is connected anew, as Lambda
    /// does it when a function's configuration changes.
    ///
    /// # Errors
    /// Where the subscriber does not find what it connects to.
    pub async fn set_timeout(&self, timeout: Option<Duration>) -> Result<(), LocalError> {
        self.start(timeout).await
    }

    async fn start(&self, timeout: Option<Duration>) -> Result<(), LocalError> {
        let connections = self.local.connections_named(S::DEFINITION.id);
        let function = InProcess::connect(&connections).await?.with_timeout(timeout);
        let mut attached = self.attached.lock().await;
        attached.function = function;
        attached.sources.set_timeout(timeout);
        Ok(())
    }
}

impl<I> Clone for Subscription<I> {
    fn clone(&self) -> Self {
        Self { local: self.local.clone(), attached: Arc::clone(&self.attached), switch: self.switch.clone() }
    }
}

impl<I> fmt::Debug for Subscription<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").field("local", &self.local).finish_non_exhaustive()
    }
}
