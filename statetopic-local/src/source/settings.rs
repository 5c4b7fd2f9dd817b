//! How a mapping delivers: what AWS's has, and what a test wants beside it.

use std::time::Duration;

use statetopic::plan::{self, MAX_RECEIVES, StreamReader};
use statetopic::subscriber::{self, StartingPosition};

use super::{FailureDestination, FilterError, Filters};

/// What a stack gives the queue of a function that declares no time-out: six of the function's 30 seconds.
const VISIBILITY_TIMEOUT: Duration = Duration::from_mins(3);

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
/// let settings = MappingSettings::new(100, StartingPosition::TrimHorizon).with_max_retries(5).with_bisecting().with_on_failure(queue);
/// assert_eq!((settings.max_retries, settings.max_age), (Some(5), None));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MappingSettings {
    /// The name of the function or the Pipe in what a destination gets.
    pub function: String,
    /// Which records the function gets; the others count as done.
    pub filters: Filters,
    /// Maximum number of records in a batch; a Pipe sends ten at most.
    pub batch_size: u16,
    /// Where it starts to read.
    pub starting_position: StartingPosition,
    /// Maximum time to gather a batch, in seconds. [`Local::settle`](crate::Local::settle) lets it pass when there is nothing
    /// else to do, so a batch holds what others write meanwhile.
    pub batching_window: u16,
    /// Length of the tumbling windows, in seconds: 0 to 900, and 0 disables them. A window's events carry the `state` that the function
    /// returned of the records before, and its last event has no records. An answer without a `state` is a failed invocation, so
    /// this is for functions that are attached: those of `#[subscriber]` return none. Windows are of a shard, which has one batch at
    /// once then.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html>
    pub tumbling_window: u16,
    /// Whether a function names the records that it failed on (`ReportBatchItemFailures`), as the stack of a subscriber says. Without,
    /// whatever it returns is success.
    pub reports_failures: bool,
    /// Number of batches that are delivered at once: 1 to 10. The records of an item are in one of them.
    pub parallelization: u8,
    /// Maximum number of retries of a failed batch; `None` is without an end, and then it has [`max_attempts`](Self::max_attempts).
    pub max_retries: Option<u16>,
    /// Maximum record age by the engine's clock, in seconds; `None` is infinite. Whatever it is, a record that is in a batch, or was
    /// read for one, is discarded as too old when it expires, 24 hours after it was made: until then Lambda has it, whether or not the
    /// stream still does. One that nobody has read by then is lost: [`Progress::trimmed`](crate::Progress::trimmed).
    ///
    /// Sources: <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html>,
    /// <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>
    pub max_age: Option<u32>,
    /// Flag: splits a batch that failed as a whole in two. A Pipe always does.
    pub bisect: bool,
    /// Where discarded records go.
    pub on_failure: Option<FailureDestination>,
    /// How long an invocation may take until it has failed; `None` is as long as it takes. A Pipe invokes nothing.
    pub timeout: Option<Duration>,
    /// Maximum number of deliveries in a row, at least 1, of a batch that is never discarded and of which nothing gets done.
    pub max_attempts: u32,
    /// Number of deliveries of each batch.
    pub delivery: Delivery,
}

impl MappingSettings {
    /// Batches of at most this size, from this position, with Lambda's defaults for the rest; a batch gets three attempts.
    #[must_use]
    pub const fn new(batch_size: u16, starting_position: StartingPosition) -> Self {
        let defaults = subscriber::MappingSettings::new();
        Self {
            function: String::new(),
            filters: Filters::none(),
            batch_size,
            starting_position,
            batching_window: defaults.batching_window,
            tumbling_window: 0,
            reports_failures: true,
            parallelization: defaults.parallelization,
            max_retries: defaults.max_retries,
            max_age: defaults.max_age,
            bisect: defaults.bisect,
            on_failure: None,
            timeout: None,
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
    /// assert_eq!((settings.batch_size, settings.max_age), (10, Some(3600)));
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
            batching_window: mapping.batching_window,
            parallelization: mapping.parallelization,
            max_retries: mapping.max_retries,
            max_age: mapping.max_age,
            bisect: mapping.bisect,
            ..Self::new(mapping.batch_size, mapping.starting_position)
        })
    }

    /// The same with these filters.
    #[must_use]
    pub fn with_filters(mut self, filters: Filters) -> Self {
        self.filters = filters;
        self
    }

    /// The same with this batching window, in seconds.
    #[must_use]
    pub const fn with_batching_window(mut self, seconds: u16) -> Self {
        self.batching_window = seconds;
        self
    }

    /// The same with tumbling windows of this length, in seconds.
    ///
    /// ```
    /// use statetopic::subscriber::StartingPosition;
    /// use statetopic_local::MappingSettings;
    ///
    /// let settings = MappingSettings::new(100, StartingPosition::TrimHorizon).with_tumbling_window(60);
    /// assert_eq!(settings.tumbling_window, 60);
    /// ```
    #[must_use]
    pub const fn with_tumbling_window(mut self, seconds: u16) -> Self {
        self.tumbling_window = seconds;
        self
    }

    /// The same without `ReportBatchItemFailures`: a function only fails by giving no answer.
    #[must_use]
    pub const fn without_reporting(mut self) -> Self {
        self.reports_failures = false;
        self
    }

    /// The same with this number of batches at once.
    #[must_use]
    pub const fn with_parallelization(mut self, batches: u8) -> Self {
        self.parallelization = batches;
        self
    }

    /// The same with this maximum number of retries.
    #[must_use]
    pub const fn with_max_retries(mut self, retries: u16) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// The same with this maximum record age, in seconds.
    #[must_use]
    pub const fn with_max_age(mut self, seconds: u32) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// The same with batches that are split when they fail.
    #[must_use]
    pub const fn with_bisecting(mut self) -> Self {
        self.bisect = true;
        self
    }

    /// The same with this destination.
    #[must_use]
    pub fn with_on_failure(mut self, destination: FailureDestination) -> Self {
        self.on_failure = Some(destination);
        self
    }

    /// The same with this time-out of an invocation.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The same with this maximum number of attempts at a batch that is never discarded.
    #[must_use]
    pub const fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The same with this delivery.
    #[must_use]
    pub const fn with_delivery(mut self, delivery: Delivery) -> Self {
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
///     .with_pipe(|pipe| pipe.with_max_retries(3))
///     .with_max_receive_count(2)
///     .with_delivery(Delivery::Twice);
/// assert_eq!((settings.pipe.max_retries, settings.max_receive_count), (Some(3), 2));
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
    /// How long nobody else receives a message that was received. After it, what is not deleted comes again, also while its
    /// invocation still runs.
    pub visibility_timeout: Duration,
    /// How long an invocation may take until it has failed; `None` is as long as it takes.
    pub timeout: Option<Duration>,
    /// Number of deliveries of each message that is done.
    pub delivery: Delivery,
    /// Message groups have no order among themselves. Each seed gives another one; without, the oldest message is first.
    pub seed: Option<u64>,
}

impl QueueSettings {
    /// Batches of at most this size, from this position; a message gets as many attempts as a stack gives it.
    #[must_use]
    pub const fn new(batch_size: u16, starting_position: StartingPosition) -> Self {
        Self {
            pipe: MappingSettings::new(batch_size, starting_position),
            name: None,
            batch_size,
            max_receive_count: MAX_RECEIVES,
            visibility_timeout: VISIBILITY_TIMEOUT,
            timeout: None,
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
            visibility_timeout: Duration::from_secs(queue.visibility_timeout.into()),
            ..Self::new(queue.batch_size, pipe.mapping.starting_position)
        })
    }

    /// The same with another Pipe.
    #[must_use]
    pub fn with_pipe(mut self, change: impl FnOnce(MappingSettings) -> MappingSettings) -> Self {
        self.pipe = change(self.pipe);
        self
    }

    /// The same with this number of attempts at a message.
    #[must_use]
    pub const fn with_max_receive_count(mut self, attempts: u32) -> Self {
        self.max_receive_count = attempts;
        self
    }

    /// The same with this visibility time-out.
    #[must_use]
    pub const fn with_visibility_timeout(mut self, timeout: Duration) -> Self {
        self.visibility_timeout = timeout;
        self
    }

    /// The same with this time-out of an invocation.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The same with this delivery.
    #[must_use]
    pub const fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// The same with another order of the message groups.
    #[must_use]
    pub const fn with_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }
}
