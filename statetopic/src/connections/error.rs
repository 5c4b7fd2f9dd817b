//! Why a resource could not be connected.

use std::fmt;

use crate::BoxError;
use crate::environment::EnvironmentError;

/// A resource that could not be connected.
#[derive(Debug)]
pub struct ConnectError(Reason);

#[derive(Debug)]
enum Reason {
    Environment(EnvironmentError),
    #[cfg_attr(feature = "sdk", expect(dead_code, reason = "the SDK is there"))]
    WithoutSdk,
    Other(BoxError),
}

impl ConnectError {
    /// A resource of your own could not be connected.
    #[must_use]
    pub fn new(error: impl Into<BoxError>) -> Self {
        Self(Reason::Other(error.into()))
    }

    #[cfg(not(feature = "sdk"))]
    pub(crate) const fn without_sdk() -> Self {
        Self(Reason::WithoutSdk)
    }

    /// Whether an environment variable is missing or cannot be used.
    #[must_use]
    pub const fn is_environment(&self) -> bool {
        matches!(self.0, Reason::Environment(_))
    }
}

impl From<EnvironmentError> for ConnectError {
    fn from(error: EnvironmentError) -> Self {
        Self(Reason::Environment(error))
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Environment(error) => write!(f, "cannot connect a resource: {error}"),
            Reason::WithoutSdk => f.write_str(
                "cannot connect a table: `statetopic` is built without the AWS SDK; enable its feature `sdk`",
            ),
            Reason::Other(error) => write!(f, "cannot connect a resource: {error}"),
        }
    }
}

impl std::error::Error for ConnectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Reason::Environment(error) => Some(error),
            Reason::WithoutSdk => None,
            Reason::Other(error) => Some(&**error),
        }
    }
}
