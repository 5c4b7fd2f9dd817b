//! What a subscriber is deployed with: its id, its event source mapping and its function. Data that `#[subscriber]` fills
//! in and that the local engine and the infrastructure read.

mod errors;
mod number;
mod with;

pub use self::errors::{ErrorSettings, OnError};
pub use self::number::NumberSetting;

/// A subscriber's id, and what its event source mapping and its function are made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SubscriberDefinition {
    /// What the subscriber is known by: `package/function`, or the `id` of the attribute.
    pub id: &'static str,
    /// The first id that it had, where it was renamed since: its ledger is kept under it.
    pub previously: Option<&'static str>,
    /// Why the loop of subscribers that leads through it has an end, where one does.
    pub loop_ends: Option<&'static str>,
    /// How its records come.
    pub mapping: MappingSettings,
    /// What runs it.
    pub function: FunctionSettings,
    /// What becomes of a record that fails.
    pub errors: ErrorSettings,
}

impl SubscriberDefinition {
    /// A subscriber with the default settings.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self {
            id,
            previously: None,
            loop_ends: None,
            mapping: MappingSettings::new(),
            function: FunctionSettings::new(),
            errors: ErrorSettings::new(),
        }
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

    /// The same with the reason why a loop of subscribers that leads through it has an end.
    #[must_use]
    pub const fn with_loop_ends(mut self, reason: &'static str) -> Self {
        self.loop_ends = Some(reason);
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

    /// The same with something else that becomes of a record that fails.
    #[must_use]
    pub const fn with_errors(mut self, errors: ErrorSettings) -> Self {
        self.errors = errors;
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
    /// Flag: a change that fits no message of a queue may keep its shard waiting until it is discarded.
    pub accept_message_limit: bool,
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
            accept_message_limit: self.accept_message_limit,
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
            accept_message_limit: false,
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
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema), schemars(rename = "FunctionSettings"))]
#[non_exhaustive]
pub struct FunctionSettings<T = &'static str> {
    /// MB: 128 to 10,240, and 2,048 to 32,768 on Managed Instances. Its processors grow with it.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html>,
    /// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-best-practices.html>
    pub memory: u16,
    /// Maximum duration of an invocation, in seconds: 1 to 1,800, of which 900 are allowed widely, and 5,400 on
    /// Managed Instances; `None` is [`TIMEOUT`](Self::TIMEOUT).
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html>
    pub timeout: Option<u16>,
    /// The processors.
    pub architecture: Architecture,
    /// The number of items of an event that may have a record running at once: 1 to 64. Behind a queue it is the number of
    /// message groups. `None` is one item, and all groups.
    pub concurrency: Option<u16>,
    /// The maximum number of invocations that run at once, which is reserved of the account's; 0 runs none. `None` takes what is
    /// not reserved.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html>
    pub reserved_concurrency: Option<u32>,
    /// The capacity provider whose instances run it, by its logical name: Lambda Managed Instances. `None` is Lambda's own capacity.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html>
    pub capacity_provider: Option<T>,
    /// The maximum number of invocations that run at once in an execution environment on Managed Instances: 1 to 1,600; `None` is
    /// Lambda's default.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_LambdaManagedInstancesCapacityProviderConfig.html>
    pub environment_concurrency: Option<u16>,
    /// GiB of memory per processor on Managed Instances: 2 to 8; `None` is Lambda's default.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/api/API_LambdaManagedInstancesCapacityProviderConfig.html>
    pub memory_per_vcpu: Option<u8>,
}

impl FunctionSettings {
    /// The default of [`timeout`](Self::timeout) on Lambda, in seconds.
    pub const TIMEOUT: u16 = 30;

    /// The maximum of [`timeout`](Self::timeout) that every Region and every tool takes. The service allows twice as much.
    pub const WIDELY_ALLOWED_TIMEOUT: u16 = 900;

    /// The minimum of [`memory`](Self::memory) on Managed Instances, in MB.
    pub const MIN_MANAGED_MEMORY: u16 = 2048;

    /// 256 MB, 30 seconds, x86-64.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            memory: 256,
            timeout: None,
            architecture: Architecture::X86_64,
            concurrency: None,
            reserved_concurrency: None,
            capacity_provider: None,
            environment_concurrency: None,
            memory_per_vcpu: None,
        }
    }

    /// The same with texts of its own.
    #[cfg(feature = "manifest")]
    #[must_use]
    pub fn into_owned(self) -> FunctionSettings<String> {
        FunctionSettings {
            memory: self.memory,
            timeout: self.timeout,
            architecture: self.architecture,
            concurrency: self.concurrency,
            reserved_concurrency: self.reserved_concurrency,
            capacity_provider: self.capacity_provider.map(str::to_owned),
            environment_concurrency: self.environment_concurrency,
            memory_per_vcpu: self.memory_per_vcpu,
        }
    }
}

impl<T> FunctionSettings<T> {
    /// The settings that are numbers, with the ranges of Lambda's API: on Managed Instances there is more memory and more time.
    ///
    /// Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
    #[must_use]
    pub fn numbers(&self) -> [NumberSetting; 6] {
        let (memory, timeout) = match self.capacity_provider {
            None => (128..=10_240, 1..=1_800),
            Some(_) => (FunctionSettings::MIN_MANAGED_MEMORY.into()..=32_768, 1..=5_400),
        };
        [
            NumberSetting::new("memory", Some(self.memory.into()), memory),
            NumberSetting::new("timeout", self.timeout.map(u32::from), timeout),
            NumberSetting::new("concurrency", self.concurrency.map(u32::from), 1..=64),
            NumberSetting::new("reserved_concurrency", self.reserved_concurrency, 0..=i32::MAX.unsigned_abs()),
            NumberSetting::new("environment_concurrency", self.environment_concurrency.map(u32::from), 1..=1_600),
            NumberSetting::new("memory_per_vcpu", self.memory_per_vcpu.map(u32::from), 2..=8),
        ]
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
