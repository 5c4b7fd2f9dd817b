//! How a queue's messages are delivered.

use statetopic::manifest::{Destination, Manifest};
use statetopic::subscriber::StartingPosition;

use crate::mapping::{
    Delivery, FailureDestination, FilterError, Filters, MappingSettings, function_name, starting_position,
};

/// The settings of a [`QueueMapping`](super::QueueMapping): those of the Pipe, and those of the queue and its mapping.
///
/// ```
/// use statetopic::subscriber::StartingPosition;
/// use statetopic_local::{Delivery, QueueSettings};
///
/// let settings = QueueSettings::new(10, StartingPosition::TrimHorizon).max_receive_count(2).delivery(Delivery::Twice);
/// assert_eq!((settings.batch_size, settings.max_receive_count), (10, 2));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct QueueSettings {
    /// What the Pipe is called where a destination gets to know of it.
    pub pipe: String,
    /// Which records the Pipe sends.
    pub filters: Filters,
    /// For how many seconds the Pipe gathers records, as
    /// [`MappingSettings::batching_window`](crate::MappingSettings::batching_window).
    pub batching_window: u16,
    /// How often the Pipe sends records again that it could not send, before it gives them up; `None` is without an end.
    pub max_retries: Option<u16>,
    /// After how many seconds, by the engine's clock, the Pipe gives up a record that it has not sent; `None` never.
    pub max_age: Option<u32>,
    /// Where records go that the Pipe gives up. What the function fails on goes to the dead-letter queue.
    pub on_failure: Option<FailureDestination>,
    /// The most messages of an invocation. Of a FIFO queue there are never more than ten.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html>
    pub batch_size: u16,
    /// Where the Pipe starts in a stream that it has not read.
    pub starting_position: StartingPosition,
    /// How often a message is handed over before it goes to the dead-letter queue, at least once.
    pub max_receive_count: u32,
    /// How often each message is handed over that is done.
    pub delivery: Delivery,
    /// Message groups have no order among themselves. Each seed gives another one; without, the oldest message is first.
    pub seed: Option<u64>,
}

impl QueueSettings {
    /// The most messages that one request to a FIFO queue receives.
    pub(super) const MOST_RECEIVED: u16 = 10;

    /// Batches of at most this size, from this position; a message gets five attempts, as the stack gives it.
    #[must_use]
    pub const fn new(batch_size: u16, starting_position: StartingPosition) -> Self {
        Self {
            pipe: String::new(),
            filters: Filters::none(),
            batching_window: 0,
            max_retries: None,
            max_age: None,
            on_failure: None,
            batch_size,
            starting_position,
            max_receive_count: 5,
            delivery: Delivery::Once,
            seed: None,
        }
    }

    /// What a subscriber with `via = fifo` declares, as the stack of `cargo statetopic synth` has it: what its Pipe gives up
    /// goes to a queue of its own where it names no destination.
    ///
    /// # Errors
    /// Where a filter pattern would be refused.
    pub fn declared(manifest: &Manifest) -> Result<Self, FilterError> {
        let (mapping, pipe) = (&manifest.mapping, function_name(manifest));
        let discards = || Destination::Sqs(format!("{pipe}_discards"));
        Ok(Self {
            filters: Filters::new(&manifest.filter.patterns)?,
            batching_window: mapping.batching_window,
            max_retries: mapping.max_retries,
            max_age: mapping.max_age,
            on_failure: Some(FailureDestination::new(mapping.on_failure.clone().unwrap_or_else(discards))),
            pipe,
            ..Self::new(mapping.batch_size, starting_position(manifest))
        })
    }

    /// How the Pipe reads the stream.
    pub(super) fn reading(&self) -> MappingSettings {
        MappingSettings {
            function: self.pipe.clone(),
            filters: self.filters.clone(),
            batching_window: self.batching_window,
            max_retries: self.max_retries,
            max_age: self.max_age,
            // `OnPartialBatchItemFailure: AUTOMATIC_BISECT`.
            bisect: true,
            on_failure: self.on_failure.clone(),
            // A Pipe sends as many messages at once as SQS takes.
            ..MappingSettings::new(self.batch_size.min(Self::MOST_RECEIVED), self.starting_position)
        }
    }

    /// The same with these filters.
    #[must_use]
    pub fn filters(mut self, filters: Filters) -> Self {
        self.filters = filters;
        self
    }

    /// The same with a Pipe that sends records again this often.
    #[must_use]
    pub const fn max_retries(mut self, retries: u16) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// The same with a Pipe that sends records up to this age, in seconds.
    #[must_use]
    pub const fn max_age(mut self, seconds: u32) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// The same with this destination of what the Pipe gives up.
    #[must_use]
    pub fn on_failure(mut self, destination: FailureDestination) -> Self {
        self.on_failure = Some(destination);
        self
    }

    /// The same with this many attempts at a message.
    #[must_use]
    pub const fn max_receive_count(mut self, attempts: u32) -> Self {
        self.max_receive_count = attempts;
        self
    }

    /// The same with this delivery.
    #[must_use]
    pub const fn delivery(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// The same with another order of the message groups.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }
}
