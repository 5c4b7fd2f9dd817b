//! A subscriber and its mapping, as a test holds them.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use statetopic::Subscriber;
use tokio::sync::Mutex;

use super::source::Source;
use super::{InProcess, Local, LocalError};
use crate::invoke::Invoke;
use crate::mapping::Delivery;
use crate::mapping::{FailureDestination, MappingError, Progress};
use crate::queue::FifoQueue;

/// A mapping whatever its function is.
pub(super) trait Driven: Send + Sync {
    /// Delivers what the stream has now, unless the mapping gathers records and its window has not `passed`.
    fn run(&self, passed: bool) -> Pin<Box<dyn Future<Output = Result<Progress, MappingError>> + Send + '_>>;
}

impl<I: Invoke> Driven for Mutex<Source<I>> {
    fn run(&self, passed: bool) -> Pin<Box<dyn Future<Output = Result<Progress, MappingError>> + Send + '_>> {
        Box::pin(async move {
            let mut source = self.lock().await;
            if source.gathers() && !passed { Ok(Progress::default()) } else { source.run().await }
        })
    }
}

/// A function and its mapping, which [`Local::settle`] runs. Clones are the same.
pub struct Subscription<I> {
    local: Local,
    mapping: Arc<Mutex<Source<I>>>,
}

impl<I: Invoke> Subscription<I> {
    pub(super) fn new(local: Local, mapping: Source<I>) -> Self {
        Self { local, mapping: Arc::new(Mutex::new(mapping)) }
    }

    pub(super) fn driven(&self) -> Arc<dyn Driven>
    where
        I: 'static,
    {
        Arc::clone(&self.mapping) as Arc<dyn Driven>
    }

    /// Delivers what the stream has now, to this function alone.
    ///
    /// # Errors
    /// Where a batch that is never discarded is not done after as many deliveries as the mapping allows.
    pub async fn run(&self) -> Result<Progress, MappingError> {
        self.mapping.lock().await.run().await
    }

    /// Delivers one batch once; `false` means that there was none.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub async fn deliver(&self) -> Result<bool, MappingError> {
        self.mapping.lock().await.deliver().await
    }

    /// What all runs together did.
    pub async fn total(&self) -> Progress {
        self.mapping.lock().await.total()
    }

    /// Sets the number of deliveries of each batch, from the next one on.
    pub async fn set_delivery(&self, delivery: Delivery) {
        self.mapping.lock().await.set_delivery(delivery);
    }

    /// Maximum number of deliveries in a row, with nothing done, of a batch that is never discarded; of a queue, how
    /// often a message may be before it goes to the dead-letter queue. A mapping with `max_retries` counts those.
    pub async fn set_max_attempts(&self, attempts: u32) {
        self.mapping.lock().await.set_max_attempts(attempts);
    }

    /// Where the records go that the mapping or the Pipe discards; `None` where none is discarded.
    pub async fn destination(&self) -> Option<FailureDestination> {
        self.mapping.lock().await.destination()
    }

    /// The FIFO queue that the messages come from; `None` for a subscriber that reads the stream itself.
    pub async fn queue(&self) -> Option<FifoQueue> {
        self.mapping.lock().await.queue()
    }

    /// Puts another function in the place of this one: how far it has come stays.
    pub async fn replace_function(&self, function: I) -> I {
        self.mapping.lock().await.replace_function(function)
    }
}

impl<S: Subscriber> Subscription<InProcess<S>> {
    /// Connects the subscriber anew, as the next process does after one has died: what it kept in memory is gone, how
    /// far it has come is not.
    ///
    /// # Errors
    /// Where the subscriber does not find what it connects to.
    pub async fn restart(&self) -> Result<(), LocalError> {
        let timeout = self.mapping.lock().await.function().timeout();
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
        self.replace_function(function).await;
        Ok(())
    }
}

impl<I> Clone for Subscription<I> {
    fn clone(&self) -> Self {
        Self { local: self.local.clone(), mapping: Arc::clone(&self.mapping) }
    }
}

impl<I> fmt::Debug for Subscription<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription").field("local", &self.local).finish_non_exhaustive()
    }
}
