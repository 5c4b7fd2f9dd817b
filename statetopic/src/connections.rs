//! What a function is lent beside the change: resources, connected once for each process.

use std::fmt;

use crate::BoxError;
use crate::clock::Clock;
use crate::environment::{Environment, EnvironmentError};
use crate::grant::Grant;

/// What resources are connected with: the environment, the clock, and clients that are made when the first resource asks.
#[derive(Clone)]
pub struct Connections {
    environment: Environment,
    clock: Clock,
    #[cfg(feature = "sdk")]
    dynamodb: std::sync::Arc<tokio::sync::OnceCell<aws_sdk_dynamodb::Client>>,
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
        }
    }

    /// Connections of an environment and a client of your own, as tests and the local engine need; with the wall clock.
    #[cfg(feature = "sdk")]
    #[must_use]
    pub fn new(environment: Environment, dynamodb: aws_sdk_dynamodb::Client) -> Self {
        let dynamodb = std::sync::Arc::new(tokio::sync::OnceCell::new_with(Some(dynamodb)));
        Self { environment, clock: Clock::wall(), dynamodb }
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

    /// The DynamoDB client, made when it is first asked for.
    #[cfg(feature = "sdk")]
    pub async fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        self.dynamodb.get_or_init(crate::table::client_from_env).await.clone()
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

/// What a subscriber may be lent: a [`Table`](crate::Table), or a type of your own.
///
/// ```
/// use statetopic::{ConnectError, Connections, Resource};
///
/// struct Cache {
///     url: String,
/// }
///
/// impl Resource for Cache {
///     async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
///         Ok(Self { url: connections.environment().var("CACHE_URL")? })
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no resource",
    label = "a subscriber's further parameters are references to resources",
    note = "use `&Table<Model>`, or implement `statetopic::Resource` for your type"
)]
pub trait Resource: Sized + Send + Sync + 'static {
    /// What the function's role must allow for it.
    const GRANTS: &'static [Grant] = &[];

    /// The environment variables that it reads, beside those of read models' tables: the stack asks for their values.
    const VARIABLES: &'static [&'static str] = &[];

    /// Connects; called once, before the first change.
    ///
    /// # Errors
    /// [`ConnectError`] where it cannot; the process then ends, and Lambda starts it again.
    fn connect(connections: &Connections) -> impl Future<Output = Result<Self, ConnectError>> + Send;
}

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
