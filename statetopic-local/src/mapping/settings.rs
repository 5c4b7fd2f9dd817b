//! How a mapping delivers.

use statetopic::manifest::{self, Manifest};
use statetopic::subscriber::StartingPosition;

use super::destination::FailureDestination;
use super::pattern::{FilterError, Filters};

/// How often each batch is handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Until it is done, and not again.
    #[default]
    Once,
    /// Again from its first record after all of it was done or given up: what a mapping does that lost the answer.
    Twice,
}

/// The settings of a [`Mapping`](super::Mapping): those of AWS's, and what a test wants beside them.
///
/// ```
/// use statetopic::manifest::Destination;
/// use statetopic::subscriber::StartingPosition;
/// use statetopic_local::{FailureDestination, MappingSettings};
///
/// let queue = FailureDestination::new(Destination::Sqs("failures".to_owned()));
/// let settings = MappingSettings::new(100, StartingPosition::TrimHorizon).max_retries(5).bisect().on_failure(queue);
/// assert_eq!((settings.max_retries, settings.max_age), (Some(5), None));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MappingSettings {
    /// What the function is called where a destination gets to know of it.
    pub function: String,
    /// Which records the function gets; the others count as done.
    pub filters: Filters,
    /// The most records in a batch.
    pub batch_size: u16,
    /// Where a mapping starts in a stream that it has not read.
    pub starting_position: StartingPosition,
    /// For how many seconds records are gathered. [`Local::settle`](crate::Local::settle) lets them pass when there is
    /// nothing else to do: so a batch holds what others write meanwhile.
    pub batching_window: u16,
    /// How often a batch that failed is handed over again before it is given up; `None` is without an end, which
    /// [`max_attempts`](Self::max_attempts) ends for a test.
    pub max_retries: Option<u16>,
    /// After how many seconds, by the engine's clock, a record is given up; `None` never.
    pub max_age: Option<u32>,
    /// Whether a batch that failed is cut: at the record that the function reported, else in two.
    pub bisect: bool,
    /// Where records go that are given up.
    pub on_failure: Option<FailureDestination>,
    /// How often in a row a batch that is never given up may be delivered without getting anything done, at least once.
    pub max_attempts: u32,
    /// How often each batch is handed over.
    pub delivery: Delivery,
}

impl MappingSettings {
    /// Where records go that a mapping of the stack gives up and that names no destination.
    const FAILURES: &str = "failures";

    /// Batches of at most this size, from this position, with Lambda's defaults for the rest; a batch gets three attempts.
    #[must_use]
    pub const fn new(batch_size: u16, starting_position: StartingPosition) -> Self {
        Self {
            function: String::new(),
            filters: Filters::none(),
            batch_size,
            starting_position,
            batching_window: 0,
            max_retries: None,
            max_age: None,
            bisect: false,
            on_failure: None,
            max_attempts: 3,
            delivery: Delivery::Once,
        }
    }

    /// What a subscriber declares, as the stack of `cargo statetopic synth` has it: records that are given up go to the
    /// bucket `failures` where it names no destination.
    ///
    /// ```
    /// use statetopic::manifest::describe;
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
    /// let settings = MappingSettings::declared(&describe::<ForgetSubscriber>())?;
    /// assert_eq!((settings.batch_size, settings.max_age), (10, Some(3600)));
    /// assert!(!settings.filters.is_empty() && settings.on_failure.is_some());
    /// # Ok::<(), statetopic_local::FilterError>(())
    /// ```
    ///
    /// # Errors
    /// Where Lambda would refuse a filter pattern.
    pub fn declared(manifest: &Manifest) -> Result<Self, FilterError> {
        let mapping = &manifest.mapping;
        let gives_up = mapping.max_retries.is_some() || mapping.max_age.is_some();
        let failures = || gives_up.then(|| manifest::Destination::S3(Self::FAILURES.to_owned()));
        Ok(Self {
            function: function_name(manifest),
            filters: Filters::new(&manifest.filter.patterns)?,
            batching_window: mapping.batching_window,
            max_retries: mapping.max_retries,
            max_age: mapping.max_age,
            bisect: mapping.bisect,
            on_failure: mapping.on_failure.clone().or_else(failures).map(FailureDestination::new),
            ..Self::new(mapping.batch_size, starting_position(manifest))
        })
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
        self.batching_window = seconds;
        self
    }

    /// The same with this many retries.
    #[must_use]
    pub const fn max_retries(mut self, retries: u16) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// The same with this age of records, in seconds.
    #[must_use]
    pub const fn max_age(mut self, seconds: u32) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// The same with batches that are cut when they fail.
    #[must_use]
    pub const fn bisect(mut self) -> Self {
        self.bisect = true;
        self
    }

    /// The same with this destination.
    #[must_use]
    pub fn on_failure(mut self, destination: FailureDestination) -> Self {
        self.on_failure = Some(destination);
        self
    }

    /// The same with this many attempts at a batch that is never given up.
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

/// A function's name has no stroke, which a subscriber's id has.
pub(crate) fn function_name(manifest: &Manifest) -> String {
    manifest.id.replace('/', "-")
}

pub(crate) fn starting_position(manifest: &Manifest) -> StartingPosition {
    match manifest.mapping.starting_position.as_str() {
        "LATEST" => StartingPosition::Latest,
        _ => StartingPosition::TrimHorizon,
    }
}
