//! What a subscriber is deployed with: its id, its event source mapping and its function. Data that `#[subscriber]` fills
//! in and that the local engine and the infrastructure read.

use std::ops::RangeInclusive;

mod with;

/// A subscriber's id, and what its event source mapping and its function are made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SubscriberDefinition {
    /// What the subscriber is known by: `package/function`, or the `id` of the attribute.
    pub id: &'static str,
    /// The first id that it had, where it was renamed since: its ledger is kept under it.
    pub previously: Option<&'static str>,
    /// How its records come.
    pub mapping: MappingSettings,
    /// What runs it.
    pub function: FunctionSettings,
}

impl SubscriberDefinition {
    /// A subscriber with the default settings.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self { id, previously: None, mapping: MappingSettings::new(), function: FunctionSettings::new() }
    }

    /// The same, known under another id before.
    #[must_use]
    pub const fn with_previously(mut self, id: &'static str) -> Self {
        self.previously = Some(id);
        self
    }

    /// What the subscriber's ledger rows are kept under: the first id that it had. So the function of before a change of the
    /// id and that of after it exclude each other for as long as both are deployed.
    ///
    /// ```
    /// use statetopic::SubscriberDefinition;
    ///
    /// let renamed = SubscriberDefinition::new("orders/totals").with_previously("orders/sums");
    /// assert_eq!((renamed.id, renamed.ledger_id()), ("orders/totals", "orders/sums"));
    /// ```
    #[must_use]
    pub const fn ledger_id(&self) -> &'static str {
        match self.previously {
            Some(first) => first,
            None => self.id,
        }
    }

    /// The same with another mapping.
    #[must_use]
    pub const fn with_mapping(mut self, mapping: MappingSettings) -> Self {
        self.mapping = mapping;
        self
    }

    /// The same on another function.
    #[must_use]
    pub const fn with_function(mut self, function: FunctionSettings) -> Self {
        self.function = function;
        self
    }
}

/// How records come to a function: the event source mapping, or what stands in its place.
///
/// The defaults are Lambda's.
///
/// ```
/// use statetopic::subscriber::{Destination, MappingSettings};
///
/// let mapping = MappingSettings::new().with_max_retries(5).with_on_failure(Destination::S3("low-stock-failures"));
/// assert_eq!((mapping.batch_size, mapping.max_retries), (100, Some(5)));
/// ```
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema), schemars(rename = "MappingSettings"))]
#[non_exhaustive]
pub struct MappingSettings<T = &'static str> {
    /// Maximum number of records in a batch: 1 to 10,000.
    pub batch_size: u16,
    /// Where a new mapping starts to read.
    pub starting_position: StartingPosition,
    /// Maximum time to gather a batch, in seconds: 0 to 300.
    pub batching_window: u16,
    /// Number of batches of a shard that run at once: 1 to 10. The order of each item is kept.
    pub parallelization: u8,
    /// Maximum number of retries of a failed batch: 0 to 10,000; `None` is until the stream has deleted its records.
    pub max_retries: Option<u16>,
    /// Maximum record age, in seconds: 60 to 604,800; `None` is infinite.
    pub max_age: Option<u32>,
    /// Flag: splits a batch that failed as a whole in two.
    pub bisect: bool,
    /// Where discarded records go.
    pub on_failure: Option<Destination<T>>,
    /// What brings the records.
    pub via: Transport,
    /// The one Region that runs it, where its topic's table is in several.
    pub home_region: Option<T>,
}

impl MappingSettings {
    /// Lambda's defaults, from the beginning of the stream.
    #[must_use]
    pub const fn new() -> Self {
        Self::lambda_defaults()
    }

    /// The same with texts of its own.
    #[cfg(feature = "manifest")]
    #[must_use]
    pub fn into_owned(self) -> MappingSettings<String> {
        MappingSettings {
            batch_size: self.batch_size,
            starting_position: self.starting_position,
            batching_window: self.batching_window,
            parallelization: self.parallelization,
            max_retries: self.max_retries,
            max_age: self.max_age,
            bisect: self.bisect,
            on_failure: self.on_failure.map(Destination::into_owned),
            via: self.via,
            home_region: self.home_region.map(str::to_owned),
        }
    }
}

impl<T> MappingSettings<T> {
    /// The same as [`new`](MappingSettings::new), whatever its texts are.
    #[must_use]
    pub const fn lambda_defaults() -> Self {
        Self {
            batch_size: 100,
            starting_position: StartingPosition::TrimHorizon,
            batching_window: 0,
            parallelization: 1,
            max_retries: None,
            max_age: None,
            bisect: false,
            on_failure: None,
            via: Transport::Stream,
            home_region: None,
        }
    }

    /// The settings that are numbers, with the ranges of Lambda's API.
    #[must_use]
    pub fn numbers(&self) -> [NumberSetting; 5] {
        [
            NumberSetting::new("batch_size", Some(self.batch_size.into()), 1..=10_000),
            NumberSetting::new("batching_window", Some(self.batching_window.into()), 0..=300),
            NumberSetting::new("parallelization", Some(self.parallelization.into()), 1..=10),
            NumberSetting::new("max_retries", self.max_retries.map(u32::from), 0..=10_000),
            NumberSetting::new("max_age", self.max_age, 60..=604_800),
        ]
    }

    /// Whether what reads the stream ends its retries.
    #[must_use]
    pub const fn has_end(&self) -> bool {
        self.max_retries.is_some() || self.max_age.is_some()
    }
}

impl<T> Default for MappingSettings<T> {
    fn default() -> Self {
        Self::lambda_defaults()
    }
}

/// Where a new event source mapping starts to read.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "manifest",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "SCREAMING_SNAKE_CASE")
)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum StartingPosition {
    /// At the oldest record that the stream has: misses none.
    TrimHorizon,
    /// At the records to come. It can miss some while the mapping is made or updated.
    Latest,
}

/// Where discarded records go; the name is a logical one, and the infrastructure creates what it names.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema), schemars(rename = "Destination"))]
pub enum Destination<T = &'static str> {
    /// A bucket, which gets the records too.
    S3(T),
    /// A queue, which gets the shard and the range of sequence numbers: the records must be read from the stream within 24 hours,
    /// before it deletes them.
    Sqs(T),
    /// A notification topic, which gets the same as a queue.
    Sns(T),
}

#[cfg(feature = "manifest")]
impl Destination {
    /// The same with a text of its own.
    #[must_use]
    pub fn into_owned(self) -> Destination<String> {
        match self {
            Self::S3(name) => Destination::S3(name.to_owned()),
            Self::Sqs(name) => Destination::Sqs(name.to_owned()),
            Self::Sns(name) => Destination::Sns(name.to_owned()),
        }
    }
}

/// What brings records to a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum Transport {
    /// An event source mapping reads the stream.
    Stream,
    /// An EventBridge Pipe reads the stream and feeds an SQS FIFO queue, whose groups are the partition keys.
    Fifo,
}

/// What a function runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FunctionSettings {
    /// MB: 128 to 10,240. Its processors grow with it.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>
    pub memory: u16,
    /// Maximum duration of an invocation, in seconds: 1 to 900; `None` is [`TIMEOUT`](Self::TIMEOUT) on Lambda and infinite on
    /// the local engine.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html>
    pub timeout: Option<u16>,
    /// The processors.
    pub architecture: Architecture,
}

impl FunctionSettings {
    /// The default of [`timeout`](Self::timeout) on Lambda, in seconds.
    pub const TIMEOUT: u16 = 30;

    /// 256 MB, 30 seconds, x86-64.
    #[must_use]
    pub const fn new() -> Self {
        Self { memory: 256, timeout: None, architecture: Architecture::X86_64 }
    }

    /// The settings that are numbers, with the ranges of Lambda's API.
    #[must_use]
    pub fn numbers(&self) -> [NumberSetting; 2] {
        [
            NumberSetting::new("memory", Some(self.memory.into()), 128..=10_240),
            NumberSetting::new("timeout", self.timeout.map(u32::from), 1..=900),
        ]
    }
}

impl Default for FunctionSettings {
    fn default() -> Self {
        Self::new()
    }
}

/// A setting that is a number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NumberSetting {
    /// Its name.
    pub name: &'static str,
    /// Its value; `None` where it is left out.
    pub value: Option<u32>,
    /// What Lambda allows.
    pub range: RangeInclusive<u32>,
}

impl NumberSetting {
    const fn new(name: &'static str, value: Option<u32>, range: RangeInclusive<u32>) -> Self {
        Self { name, value, range }
    }
}

/// The processors that a function is built for.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum Architecture {
    /// 64-bit ARM; `cargo lambda build --arm64`.
    Arm64,
    /// 64-bit x86.
    X86_64,
}

/// What a subscriber's function takes in one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum InputKind {
    /// One change: `StateChange<T>`.
    Changes,
    /// One change with what surrounds it: `Record<T>`.
    Records,
    /// All records of an invocation: `Batch<T>`.
    Batches,
}
