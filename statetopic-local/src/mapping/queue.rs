//! From a stream through a Pipe and a queue to a function.

use statetopic::Clock;

use crate::engine::EngineError;
use crate::fifo_queue::FifoQueue;
use crate::invoke::Invoke;
use crate::progress::Progress;
use crate::schedule::{Attached, Sources};
use crate::source::{Delivery, FailureDestination, MappingError, QueueSettings};
use crate::stream::Stream;

/// A stream, a Pipe that reads it, the FIFO queue that it fills, and the function that gets the messages.
#[derive(Debug)]
pub struct QueueMapping<I> {
    attached: Attached<I>,
    queue: FifoQueue,
}

impl<I: Invoke> QueueMapping<I> {
    /// A Pipe from a stream, whose records are grouped by this attribute of their keys, into a new queue; and a mapping
    /// from that to a function.
    ///
    /// # Errors
    /// Where the stream's end, at which a Pipe from `LATEST` starts, cannot be found.
    pub fn new(
        stream: Stream,
        partition_key: &str,
        clock: Clock,
        function: I,
        settings: QueueSettings,
    ) -> Result<Self, EngineError> {
        let (sources, queue) = Sources::queue(stream, partition_key, clock, settings)?;
        Ok(Self { attached: Attached { sources, function }, queue })
    }

    /// The queue, and its dead-letter queue.
    #[must_use]
    pub fn queue(&self) -> &FifoQueue {
        &self.queue
    }

    /// The function.
    #[must_use]
    pub fn function(&self) -> &I {
        &self.attached.function
    }

    /// Puts another function in the place of this one: what is in the queue stays.
    pub fn replace_function(&mut self, function: I) -> I {
        std::mem::replace(&mut self.attached.function, function)
    }

    /// Where records go that the Pipe discards.
    #[must_use]
    pub fn destination(&self) -> Option<&FailureDestination> {
        self.attached.sources.destination()
    }

    /// Sets the number of deliveries of each message that is done.
    pub fn set_delivery(&mut self, delivery: Delivery) {
        self.attached.sources.set_delivery(delivery);
    }

    /// Sets the number of times that a message is received before it goes to the dead-letter queue, at least 1.
    pub fn set_max_receive_count(&mut self, attempts: u32) {
        self.attached.sources.set_max_attempts(attempts);
    }

    /// Disables the Pipe and the mapping of the queue: nothing begins from now on.
    pub fn disable(&mut self) {
        self.attached.sources.switch().disable();
    }

    /// Enables both again: they go on where they were.
    pub fn enable(&mut self) {
        self.attached.sources.switch().enable();
    }

    /// Whether they are enabled, as they are at first.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.attached.sources.switch().is_enabled()
    }

    /// What all runs together did.
    #[must_use]
    pub fn total(&self) -> Progress {
        self.attached.sources.total()
    }

    /// Sends what the stream has now through the queue, until each message is done or in the dead-letter queue. Messages of
    /// several groups are with the function at once.
    ///
    /// # Errors
    /// [`MappingError`] where the Pipe cannot send a record, or where the engine failed.
    pub async fn run(&mut self) -> Result<Progress, MappingError> {
        self.attached.run().await
    }

    /// Delivers one batch once; `false` means that there was no message.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub async fn deliver(&mut self) -> Result<bool, MappingError> {
        self.attached.deliver().await
    }
}
