//! Connections of a process: its environment and its clients, with which resources are connected once.

use std::fmt;

use crate::clock::Clock;
use crate::environment::Environment;
use crate::rows::Rows;
#[cfg(feature = "memory")]
use crate::rows::memory::MemoryTables;

#[cfg(feature = "sdk")]
mod client;
mod error;
mod resource;
mod secret;

pub use self::error::ConnectError;
pub use self::resource::Resource;
pub use self::secret::{SecretSource, SecretVariable};

/// What resources are connected with: the environment, the clock, and clients that are made when the first resource asks.
#[derive(Clone)]
pub struct Connections {
    environment: Environment,
    clock: Clock,
    #[cfg(feature = "sdk")]
    dynamodb: std::sync::Arc<tokio::sync::OnceCell<aws_sdk_dynamodb::Client>>,
    #[cfg(feature = "memory")]
    memory: Option<MemoryTables>,
}

impl Connections {
    /// Connections of this process: its environment, the wall clock, and the endpoint, region and credentials that the AWS
    /// SDK finds.
    #[must_use]
    pub fn from_env() -> Self {
        Self {
            environment: Environment::process(),
            clock: Clock::wall(),
            #[cfg(feature = "sdk")]
            dynamodb: std::sync::Arc::default(),
            #[cfg(feature = "memory")]
            memory: None,
        }
    }

    /// Connections of an environment and a client of your own, as tests and the local engine need; with the wall clock.
    #[cfg(feature = "sdk")]
    #[must_use]
    pub fn new(environment: Environment, dynamodb: aws_sdk_dynamodb::Client) -> Self {
        let dynamodb = std::sync::Arc::new(tokio::sync::OnceCell::new_with(Some(dynamodb)));
        Self {
            environment,
            clock: Clock::wall(),
            dynamodb,
            #[cfg(feature = "memory")]
            memory: None,
        }
    }

    /// Connections of an environment to tables in memory, with their clock.
    ///
    /// ```
    /// use statetopic::memory::MemoryTables;
    /// use statetopic::{Clock, Connections};
    ///
    /// let tables = MemoryTables::new(Clock::wall());
    /// let connections = Connections::memory(tables.environment(), tables);
    /// ```
    #[cfg(feature = "memory")]
    #[must_use]
    pub fn memory(environment: Environment, tables: MemoryTables) -> Self {
        Self {
            environment,
            clock: tables.clock().clone(),
            #[cfg(feature = "sdk")]
            dynamodb: std::sync::Arc::default(),
            memory: Some(tables),
        }
    }

    /// The same connections with another clock.
    ///
    /// # Example: rows of the ledger that expire by a test's clock
    /// ```
    /// use std::time::Duration;
    /// use statetopic::{Clock, Connections};
    ///
    /// let clock = Clock::stopped_at(Duration::from_secs(1_700_000_000));
    /// let connections = Connections::from_env().with_clock(clock.clone());
    /// clock.advance(Duration::from_hours(1));
    /// assert_eq!(connections.clock().now().as_secs(), 1_700_003_600);
    /// ```
    #[must_use]
    pub fn with_clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The variables of the process.
    #[must_use]
    pub const fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The time of day: of the process, or of the engine that a test runs on.
    #[must_use]
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The rows of its tables.
    #[cfg_attr(not(feature = "sdk"), expect(clippy::unused_async, reason = "the same signature as with the SDK"))]
    pub(crate) async fn rows(&self) -> Result<Rows, ConnectError> {
        #[cfg(feature = "memory")]
        if let Some(tables) = &self.memory {
            return Ok(Rows::Memory(tables.clone()));
        }
        #[cfg(feature = "sdk")]
        let rows = Ok(Rows::DynamoDb(crate::rows::DynamoDb::new(self.dynamodb().await)));
        #[cfg(not(feature = "sdk"))]
        let rows = Err(ConnectError::without_sdk());
        rows
    }

    /// The DynamoDB client, made when it is first asked for.
    #[cfg(feature = "sdk")]
    pub async fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        self.dynamodb.get_or_init(client::from_env).await.clone()
    }
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections")
            .field("environment", &self.environment)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}
