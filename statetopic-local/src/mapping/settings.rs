//! How a mapping delivers: what AWS's has, and what a test wants beside it.

use statetopic::plan::{self, MAX_MESSAGES, MAX_RECEIVES, StreamReader};
use statetopic::subscriber::{self, StartingPosition};

use super::{FailureDestination, FilterError, Filters};

/// Number of deliveries of each batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// Until it is done, and not again.
    #[default]
    Once,
    /// Again from its first record after all of it was done or discarded: what a mapping does that lost the answer.
    Twice,
}

/// The settings of a [`Mapping`](crate::Mapping) or of a Pipe: those of AWS's, and what a test wants beside them.
///
/// ```
/// use statetopic::subscriber::{Destination, StartingPosition};
/// use statetopic_local::{FailureDestination, MappingSettings};
///
/// let queue = FailureDestination::new(Destination::Sqs("failures".to_owned()));
/// let settings = MappingSettings::new(100, StartingPosition::TrimHorizon).max_retries(5).bisect().on_failure(queue);
/// assert_eq!((settings.mapping.max_retries, settings.mapping.max_age), (Some(5), None));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MappingSettings {
    /// The name of the function or the Pipe in what a destination gets.
    pub function: String,
    /// Which records the function gets; the others count as done.
    pub filters: Filters,
    /// The settings of AWS's mapping. [`Local::settle`](crate::Local::settle) lets a batching window pass when there is nothing
    /// else to do, so a batch holds what others write meanwhile. Retries without an end have one, which is
    /// [`max_attempts`](Self::max_attempts). A record's age is by the engine's clock. Where discarded records go is
    /// [`on_failure`](Self::on_failure).
    pub mapping: subscriber::MappingSettings<String>,
    /// Where discarded records go.
    pub on_failure: Option<FailureDestination>,
    /// Maximum number of deliveries in a row, at least 1, of a batch that is never discarded and of which nothing gets done.
    pub max_attempts: u32,
    /// Number of deliveries of each batch.
    pub delivery: Delivery,
}

impl MappingSettings {
    /// Batches of at most this size, from this position, with Lambda's defaults for the rest; a batch gets three attempts.
    #[must_use]
    pub const fn new(batch_size: u16, starting_position: StartingPosition) -> Self {
        let mut mapping = subscriber::MappingSettings::lambda_defaults();
        mapping.batch_size = batch_size;
        mapping.starting_position = starting_position;
        Self {
            function: String::new(),
            filters: Filters::none(),
            mapping,
            on_failure: None,
            max_attempts: 3,
            delivery: Delivery::Once,
        }
    }

    /// What a plan says of a mapping or of a Pipe.
    ///
    /// ```
    /// use statetopic::manifest::describe;
    /// use statetopic::plan::SubscriberPlan;
    /// use statetopic::prelude::*;
    /// use statetopic_local::MappingSettings;
    ///
    /// #[read_model(table = "orders")]
    /// #[state_topic(view = KEYS_ONLY)]
    /// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// pub struct Order {
    ///     #[partition_key]
    ///     pub number: u32,
    /// }
    ///
    /// #[subscriber(library, on(Removed), batch_size = 10, max_age = 3600)]
    /// fn forget(_order: StateChange<Order>) {}
    ///
    /// let plan = SubscriberPlan::new(&describe::<ForgetSubscriber>())?;
    /// let settings = MappingSettings::planned(plan.source.reader())?;
    /// assert_eq!((settings.mapping.batch_size, settings.mapping.max_age), (10, Some(3600)));
    /// assert!(!settings.filters.is_empty() && settings.on_failure.is_some());
    /// # Ok::<(), statetopic::BoxError>(())
    /// ```
    ///
    /// # Errors
    /// Where Lambda would refuse a filter pattern.
    pub fn planned(reader: &StreamReader) -> Result<Self, FilterError> {
        let StreamReader { name, patterns, mapping, discards, .. } = reader;
        Ok(Self {
            function: name.clone(),
            filters: Filters::new(patterns)?,
            on_failure: discards.as_ref().map(|discards| FailureDestination::new(discards.destination())),
            mapping: mapping.clone(),
            ..Self::new(mapping.batch_size, mapping.starting_position)
        })
    }

    /// Whether records are gathered for a while before they are delivered.
    pub(crate) const fn gathers(&self) -> bool {
        self.mapping.batching_window > 0
    }

    /// The same with these filters.
    #[must_use]
    pub fn filters(mut self, filters: Filters) -> Self {
        self.filters = filters;
        self
    }

    /// The same with this batching window, in seconds.
    #[must_use]
    pub const fn batching_window(mut self, seconds: u16) -> Self {
        self.mapping.batching_window = seconds;
        self
    }

    /// The same with this maximum number of retries.
    #[must_use]
    pub const fn max_retries(mut self, retries: u16) -> Self {
        self.mapping.max_retries = Some(retries);
        self
    }

    /// The same with this maximum record age, in seconds.
    #[must_use]
    pub const fn max_age(mut self, seconds: u32) -> Self {
        self.mapping.max_age = Some(seconds);
        self
    }

    /// The same with batches that are split when they fail.
    #[must_use]
    pub const fn bisect(mut self) -> Self {
        self.mapping.bisect = true;
        self
    }

    /// The same with this destination.
    #[must_use]
    pub fn on_failure(mut self, destination: FailureDestination) -> Self {
        self.on_failure = Some(destination);
        self
    }

    /// The same with this maximum number of attempts at a batch that is never discarded.
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The same with this delivery.
    #[must_use]
    pub const fn delivery(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }
}

/// The settings of a [`QueueMapping`](crate::QueueMapping): those of the Pipe, and those of the queue and its mapping.
///
/// ```
/// use statetopic::subscriber::StartingPosition;
/// use statetopic_local::{Delivery, QueueSettings};
///
/// let settings = QueueSettings::new(10, StartingPosition::TrimHorizon)
///     .pipe(|pipe| pipe.max_retries(3))
///     .max_receive_count(2)
///     .delivery(Delivery::Twice);
/// assert_eq!((settings.pipe.mapping.batch_size, settings.max_receive_count), (10, 2));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct QueueSettings {
    /// How the Pipe reads the stream. What it discards goes to its destination; what the function fails on goes to the
    /// dead-letter queue.
    pub pipe: MappingSettings,
    /// The queue's name; without one, the table's with `.fifo`.
    pub name: Option<String>,
    /// Maximum number of messages of an invocation. A FIFO queue allows ten.
    pub batch_size: u16,
    /// Number of times that a message is received before it goes to the dead-letter queue, at least 1.
    pub max_receive_count: u32,
    /// Number of deliveries of each message that is done.
    pub delivery: Delivery,
    /// Message groups have no order among themselves. Each seed gives another one; without, the oldest message is first.
    pub seed: Option<u64>,
}

impl QueueSettings {
    /// Batches of at most this size, from this position; a message gets as many attempts as a stack gives it.
    #[must_use]
    pub const fn new(batch_size: u16, starting_position: StartingPosition) -> Self {
        // A Pipe sends as many messages at once as SQS takes, and cuts a batch that failed.
        let sent = if batch_size < MAX_MESSAGES { batch_size } else { MAX_MESSAGES };
        Self {
            pipe: MappingSettings::new(sent, starting_position).bisect(),
            name: None,
            batch_size,
            max_receive_count: MAX_RECEIVES,
            delivery: Delivery::Once,
            seed: None,
        }
    }

    /// What a plan says of a Pipe and its queue.
    ///
    /// # Errors
    /// Where a filter pattern would be refused.
    pub fn planned(pipe: &StreamReader, queue: &plan::QueueSettings) -> Result<Self, FilterError> {
        Ok(Self {
            pipe: MappingSettings::planned(pipe)?,
            name: Some(queue.name.clone()),
            max_receive_count: queue.max_receive_count,
            ..Self::new(queue.batch_size, pipe.mapping.starting_position)
        })
    }

    /// The same with another Pipe.
    #[must_use]
    pub fn pipe(mut self, change: impl FnOnce(MappingSettings) -> MappingSettings) -> Self {
        self.pipe = change(self.pipe);
        self
    }

    /// The same with this number of attempts at a message.
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
