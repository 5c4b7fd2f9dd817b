//! Settings made in one expression.

use super::{Architecture, Destination, FunctionSettings, MappingSettings, StartingPosition, Transport};

impl MappingSettings {
    /// The same with another maximum number of records in a batch: 1 to 10,000.
    #[must_use]
    pub const fn with_batch_size(mut self, records: u16) -> Self {
        self.batch_size = records;
        self
    }

    /// The same from another position.
    #[must_use]
    pub const fn with_starting_position(mut self, position: StartingPosition) -> Self {
        self.starting_position = position;
        self
    }

    /// The same with another maximum time to gather a batch, in seconds: 0 to 300.
    #[must_use]
    pub const fn with_batching_window(mut self, seconds: u16) -> Self {
        self.batching_window = seconds;
        self
    }

    /// The same with another number of batches of a shard that run at once: 1 to 10.
    #[must_use]
    pub const fn with_parallelization(mut self, batches: u8) -> Self {
        self.parallelization = batches;
        self
    }

    /// The same with a maximum number of retries of a failed batch: 0 to 10,000.
    #[must_use]
    pub const fn with_max_retries(mut self, retries: u16) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// The same with a maximum record age, in seconds: 60 to 604,800.
    #[must_use]
    pub const fn with_max_age(mut self, seconds: u32) -> Self {
        self.max_age = Some(seconds);
        self
    }

    /// The same with batches that are split in two when they fail as a whole.
    #[must_use]
    pub const fn with_bisect(mut self) -> Self {
        self.bisect = true;
        self
    }

    /// The same where a change that fits no message of a queue may keep its shard waiting until it is discarded.
    #[must_use]
    pub const fn with_accept_message_limit(mut self) -> Self {
        self.accept_message_limit = true;
        self
    }

    /// The same with a destination for discarded records.
    #[must_use]
    pub const fn with_on_failure(mut self, destination: Destination) -> Self {
        self.on_failure = Some(destination);
        self
    }

    /// The same by another transport.
    #[must_use]
    pub const fn with_via(mut self, transport: Transport) -> Self {
        self.via = transport;
        self
    }

    /// The same in one Region alone.
    #[must_use]
    pub const fn with_home_region(mut self, region: &'static str) -> Self {
        self.home_region = Some(region);
        self
    }
}

impl FunctionSettings {
    /// The same with so many items of an event at once, or message groups behind a queue: 1 to 64.
    #[must_use]
    pub const fn with_concurrency(mut self, items: u16) -> Self {
        self.concurrency = Some(items);
        self
    }

    /// The same with another memory, in MB: 128 to 10,240, and 2,048 to 32,768 on Managed Instances.
    #[must_use]
    pub const fn with_memory(mut self, megabytes: u16) -> Self {
        self.memory = megabytes;
        self
    }

    /// The same with a maximum duration of an invocation, in seconds: 1 to 1,800, and to 5,400 on Managed Instances.
    #[must_use]
    pub const fn with_timeout(mut self, seconds: u16) -> Self {
        self.timeout = Some(seconds);
        self
    }

    /// The same on other processors.
    #[must_use]
    pub const fn with_architecture(mut self, architecture: Architecture) -> Self {
        self.architecture = architecture;
        self
    }

    /// The same with a number of invocations that is reserved for it, and its maximum.
    #[must_use]
    pub const fn with_reserved_concurrency(mut self, invocations: u32) -> Self {
        self.reserved_concurrency = Some(invocations);
        self
    }

    /// The same on the instances of a capacity provider, with the memory that these have at least.
    #[must_use]
    pub const fn with_capacity_provider(mut self, name: &'static str) -> Self {
        self.capacity_provider = Some(name);
        if self.memory < Self::MIN_MANAGED_MEMORY {
            self.memory = Self::MIN_MANAGED_MEMORY;
        }
        self
    }

    /// The same with a maximum number of invocations at once in an execution environment on Managed Instances: 1 to 1,600.
    #[must_use]
    pub const fn with_environment_concurrency(mut self, invocations: u16) -> Self {
        self.environment_concurrency = Some(invocations);
        self
    }

    /// The same with another memory per processor on Managed Instances, in GiB: 2 to 8.
    #[must_use]
    pub const fn with_memory_per_vcpu(mut self, gibibytes: u8) -> Self {
        self.memory_per_vcpu = Some(gibibytes);
        self
    }
}
