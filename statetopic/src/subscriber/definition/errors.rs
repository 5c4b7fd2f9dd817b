//! What becomes of a record that fails.

use super::NumberSetting;

/// What becomes of a record that fails: whether it is called for ever, and how often before something else is done.
///
/// ```
/// use statetopic::subscriber::{ErrorSettings, OnError};
///
/// let errors = ErrorSettings::new().with_on_error(OnError::Park).with_max_attempts(5);
/// assert_eq!((errors.on_error, errors.max_attempts, errors.park_threshold), (OnError::Park, 5, 100));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ErrorSettings {
    /// What is done with a record that has failed `max_attempts` times by its own fault.
    pub on_error: OnError,
    /// Number of attempts before it is skipped or parked: 1 to 100. A record that does not decode has one.
    pub max_attempts: u16,
    /// Maximum number of items that the subscriber parks in an hour: 1 to 100,000. Beyond it nothing new is parked and the shard
    /// waits: many bad items at once are an outage.
    pub park_threshold: u32,
}

/// What is done with a record that fails by its own fault, and not by the service's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum OnError {
    /// It is delivered again, for as long as the mapping retries. Later records of its shard wait.
    Retry,
    /// It is left out for good, with an error in the log. Later records of its item are run.
    Skip,
    /// It is kept aside in the parking table with its payload, and so is every later record of its item; the shard goes on.
    Park,
}

impl ErrorSettings {
    /// Retries, and for the other choices three attempts, and 100 items an hour.
    #[must_use]
    pub const fn new() -> Self {
        Self { on_error: OnError::Retry, max_attempts: 3, park_threshold: 100 }
    }

    /// The same with another choice.
    #[must_use]
    pub const fn with_on_error(mut self, on_error: OnError) -> Self {
        self.on_error = on_error;
        self
    }

    /// The same with another number of attempts: 1 to 100.
    #[must_use]
    pub const fn with_max_attempts(mut self, attempts: u16) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The same with another maximum number of items that are parked in an hour: 1 to 100,000.
    #[must_use]
    pub const fn with_park_threshold(mut self, items: u32) -> Self {
        self.park_threshold = items;
        self
    }

    /// The settings that are numbers, with their ranges.
    #[must_use]
    pub fn numbers(&self) -> [NumberSetting; 2] {
        [
            NumberSetting::new("max_attempts", Some(self.max_attempts.into()), 1..=100),
            NumberSetting::new("park_threshold", Some(self.park_threshold), 1..=100_000),
        ]
    }

    /// Whether a record that fails is parked.
    #[must_use]
    pub const fn parks(&self) -> bool {
        matches!(self.on_error, OnError::Park)
    }

    /// Whether its attempts are counted.
    #[must_use]
    pub const fn counts(&self) -> bool {
        !matches!(self.on_error, OnError::Retry)
    }
}

impl Default for ErrorSettings {
    fn default() -> Self {
        Self::new()
    }
}
