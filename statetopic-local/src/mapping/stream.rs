//! The event source mapping of a stream and its function.

use crate::engine::EngineError;
use crate::invoke::Invoke;
use crate::progress::Progress;
use crate::schedule::{Attached, Sources};
use crate::source::{Delivery, FailureDestination, MappingError, MappingSettings};
use crate::stream::Stream;

/// An event source mapping: reads a table's stream in batches and delivers each to a function until it is done.
///
/// It follows the rules of AWS's mapping, with `ReportBatchItemFailures` unless its settings say otherwise. Retries come at once.
/// Where they have no end, a test's have one: it is to fail and not to hang.
#[derive(Debug)]
pub struct Mapping<I> {
    attached: Attached<I>,
}

impl<I: Invoke> Mapping<I> {
    /// A mapping from a stream to a function.
    ///
    /// # Errors
    /// Where the stream's end, at which a mapping from `LATEST` starts, cannot be found.
    pub fn new(stream: Stream, function: I, settings: MappingSettings) -> Result<Self, EngineError> {
        Ok(Self { attached: Attached { sources: Sources::stream(stream, settings)?, function } })
    }

    /// The function.
    #[must_use]
    pub fn function(&self) -> &I {
        &self.attached.function
    }

    /// Puts another function in the place of this one, as a new process would be: how far it has come stays.
    pub fn replace_function(&mut self, function: I) -> I {
        std::mem::replace(&mut self.attached.function, function)
    }

    /// Where discarded records go.
    #[must_use]
    pub fn destination(&self) -> Option<&FailureDestination> {
        self.attached.sources.destination()
    }

    /// Sets the number of deliveries of each batch, from the next one on.
    pub fn set_delivery(&mut self, delivery: Delivery) {
        self.attached.sources.set_delivery(delivery);
    }

    /// Maximum number of deliveries in a row, at least 1, of a batch that is never discarded and of which nothing gets done.
    pub fn set_max_attempts(&mut self, attempts: u32) {
        self.attached.sources.set_max_attempts(attempts);
    }

    /// Disables it: nothing begins from now on.
    pub fn disable(&mut self) {
        self.attached.sources.switch().disable();
    }

    /// Enables it again: it goes on where it was.
    pub fn enable(&mut self) {
        self.attached.sources.switch().enable();
    }

    /// Whether it is enabled, as it is at first.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.attached.sources.switch().is_enabled()
    }

    /// What all runs together did.
    #[must_use]
    pub fn total(&self) -> Progress {
        self.attached.sources.total()
    }

    /// Delivers until all is done that the stream has now, and says what that took.
    ///
    /// What the function itself adds to the stream meanwhile is left to the next run: a function that answers each change
    /// with another does not keep it running forever. As many batches as `parallelization` says are with the function at once.
    ///
    /// # Errors
    /// [`MappingError`] where a batch that is never discarded is not done after as many deliveries as the settings allow, or
    /// where the engine failed. The next run goes on from there.
    pub async fn run(&mut self) -> Result<Progress, MappingError> {
        self.attached.run().await
    }

    /// Delivers one batch, or what is left of one, once; `false` means that the stream had nothing for the function.
    ///
    /// # Errors
    /// As for [`run`](Self::run).
    pub async fn deliver(&mut self) -> Result<bool, MappingError> {
        self.attached.deliver().await
    }
}
