//! What a subscriber is deployed with: its id, its event source mapping and its function. Data that `#[subscriber]` fills
//! in and that the local engine and the infrastructure read.

/// A subscriber's id, and what its event source mapping and its function are made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SubscriberDefinition {
    /// What the subscriber's checkpoints are kept under: `package/function`, or the `id` of the attribute.
    pub id: &'static str,
    /// The id that it had before it was renamed.
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
/// let mut mapping = MappingSettings::new();
/// mapping.max_retries = Some(5);
/// mapping.on_failure = Some(Destination::S3("low-stock-failures"));
/// assert_eq!((mapping.batch_size, mapping.parallelization), (100, 1));
/// ```
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct MappingSettings {
    /// The most records of one invocation: 1 to 10,000.
    pub batch_size: u16,
    /// Where a new mapping begins to read.
    pub starting_position: StartingPosition,
    /// How many seconds records are gathered before an invocation: 0 to 300.
    pub batching_window: u16,
    /// How many batches of a shard run at once: 1 to 10. The order of each item is kept.
    pub parallelization: u8,
    /// How often a batch that failed runs again: 0 to 10,000; `None` until its records are gone from the stream.
    pub max_retries: Option<u16>,
    /// After how many seconds a record is given up: 60 to 604,800; `None` never.
    pub max_age: Option<u32>,
    /// Whether a batch that failed whole is cut in two.
    pub bisect: bool,
    /// Where records go that are given up.
    pub on_failure: Option<Destination>,
    /// Through what the records come.
    pub via: Transport,
    /// The one Region that runs it, where its topic's table is in several.
    pub home_region: Option<&'static str>,
}

impl MappingSettings {
    /// Lambda's defaults, from the stream's beginning.
    #[must_use]
    pub const fn new() -> Self {
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

    /// Whether a record can be given up before it is gone from the stream.
    #[must_use]
    pub const fn gives_up(&self) -> bool {
        self.max_retries.is_some() || self.max_age.is_some() || matches!(self.via, Transport::Fifo)
    }
}

impl Default for MappingSettings {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a new event source mapping begins to read.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StartingPosition {
    /// At the oldest record that the stream has: misses none.
    TrimHorizon,
    /// At the records to come. It can miss some while the mapping is made or updated.
    Latest,
}

/// Where records go that a mapping gives up; the name is a logical one, and the infrastructure makes what it names.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Destination {
    /// A bucket, which gets the records too.
    S3(&'static str),
    /// A queue, which gets the shard and the range of sequence numbers: the records must be read from the stream before it
    /// forgets them, within 24 hours.
    Sqs(&'static str),
    /// A notification topic, which gets the same as a queue.
    Sns(&'static str),
}

/// Through what records come to a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// An event source mapping reads the stream.
    Stream,
    /// An EventBridge Pipe reads the stream and feeds an SQS FIFO queue, whose groups are the partition keys.
    Fifo,
}

/// What a function runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct FunctionSettings {
    /// MB: 128 to 10,240. Its processors grow with it.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>
    pub memory: u16,
    /// The seconds that an invocation may take: 1 to 900; `None` is [`TIMEOUT`](Self::TIMEOUT) on Lambda, and as long as it
    /// takes on the local engine.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html>
    pub timeout: Option<u16>,
    /// The processors.
    pub architecture: Architecture,
}

impl FunctionSettings {
    /// The seconds that an invocation may take where nothing is said of it.
    pub const TIMEOUT: u16 = 30;

    /// 256 MB, 30 seconds, x86-64.
    #[must_use]
    pub const fn new() -> Self {
        Self { memory: 256, timeout: None, architecture: Architecture::X86_64 }
    }
}

impl Default for FunctionSettings {
    fn default() -> Self {
        Self::new()
    }
}

/// The processors that a function is built for.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Architecture {
    /// 64-bit ARM; `cargo lambda build --arm64`.
    Arm64,
    /// 64-bit x86.
    X86_64,
}
