//! From a stream through a Pipe and a queue to a function.

use std::collections::BTreeSet;

use statetopic::Clock;

use super::answer;
use super::fifo::FifoQueue;
use super::message;
use super::pipe::Pipe;
use crate::engine::EngineError;
use crate::invoke::Invoke;
use crate::mapping::QueueSettings;
use crate::mapping::{FailureDestination, Mapping, MappingError, Progress};
use crate::stream::Stream;

/// A stream, a Pipe that reads it, the FIFO queue that it fills, and the function that gets the messages.
#[derive(Debug)]
pub struct QueueMapping<I> {
    pipe: Mapping<Pipe>,
    queue: FifoQueue,
    function: I,
    settings: QueueSettings,
    total: Progress,
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
        let name = settings.name.clone().unwrap_or_else(|| format!("{}.fifo", stream.table()));
        let queue = FifoQueue::new(name, clock);
        let pipe = Pipe { queue: queue.clone(), partition_key: partition_key.to_owned() };
        let pipe = Mapping::new(stream, pipe, settings.pipe.clone())?.into_pipe();
        Ok(Self { pipe, queue, function, settings, total: Progress::default() })
    }

    /// The queue, and its dead-letter queue.
    #[must_use]
    pub fn queue(&self) -> &FifoQueue {
        &self.queue
    }

    /// The function.
    #[must_use]
    pub fn function(&self) -> &I {
        &self.function
    }

    /// Puts another function in the place of this one: what is in the queue stays.
    pub fn replace_function(&mut self, function: I) -> I {
        std::mem::replace(&mut self.function, function)
    }

    /// Where records go that the Pipe discards.
    #[must_use]
    pub fn destination(&self) -> Option<&FailureDestination> {
        self.pipe.settings().on_failure.as_ref()
    }

    /// Whether the Pipe gathers records for a while.
    pub(crate) fn gathers(&self) -> bool {
        self.pipe.settings().gathers()
    }

    /// How messages are delivered from the next ones on. What is set of the Pipe was taken when it was made.
    pub fn settings_mut(&mut self) -> &mut QueueSettings {
        &mut self.settings
    }

    /// What all runs together did.
    #[must_use]
    pub fn total(&self) -> Progress {
        self.total
    }

    /// Sends what the stream has now through the queue, until each message is done or in the dead-letter queue.
    ///
    /// # Errors
    /// [`MappingError`] where the Pipe cannot send a record, or where the engine failed.
    pub async fn run(&mut self) -> Result<Progress, MappingError> {
        let before = self.total;
        self.send().await?;
        while self.deliver_batch().await {}
        Ok(self.total - before)
    }

    /// Delivers one batch once; `false` means that there was no message.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub async fn deliver(&mut self) -> Result<bool, MappingError> {
        self.send().await?;
        Ok(self.deliver_batch().await)
    }

    /// Lets the Pipe send what the stream has now.
    async fn send(&mut self) -> Result<(), MappingError> {
        self.total.discarded += self.pipe.run().await?.discarded;
        Ok(())
    }

    async fn deliver_batch(&mut self) -> bool {
        let mut messages = self.queue.receive(&self.settings);
        if messages.is_empty() && self.queue.let_time_pass() {
            messages = self.queue.receive(&self.settings);
        }
        if messages.is_empty() {
            return false;
        }
        self.total.invocations += 1;
        self.total.records += messages.len() as u64;
        let answer = self.function.invoke(&message::event(self.queue.name(), &messages)).await;
        let ids: BTreeSet<String> = messages.iter().map(message::Message::id).collect();
        let failed = answer.ok().and_then(|answer| answer::failed(&answer, &ids)).unwrap_or_else(|| ids.clone());
        tracing::debug!(queue = self.queue.name(), messages = ids.len(), failed = failed.len(), "batch");
        let done = ids.difference(&failed).cloned().collect();
        self.queue.finish(&done, self.settings.delivery);
        true
    }
}
