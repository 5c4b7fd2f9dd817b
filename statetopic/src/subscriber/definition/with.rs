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
    /// The same with another memory, in MB: 128 to 10,240.
    #[must_use]
    pub const fn with_memory(mut self, megabytes: u16) -> Self {
        self.memory = megabytes;
        self
    }

    /// The same with a maximum duration of an invocation, in seconds: 1 to 900.
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
}
