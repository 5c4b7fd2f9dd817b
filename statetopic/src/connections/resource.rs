//! Resources: a subscriber's parameters beside its input.

use super::{ConnectError, Connections, SecretVariable};
use crate::grant::Grant;

/// A parameter of a subscriber beside its input: a [`Table`](crate::Table), or a type of your own.
///
/// It is connected once per process and shared by all calls: those of one event that run at once, and those of several events
/// on Lambda Managed Instances, on several threads. So it is `Send + Sync`, and many may use it at the same time.
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
    message = "`{Self}` is not a resource",
    label = "a subscriber's further parameters are references to resources",
    note = "use `&Table<Model>`, or implement `statetopic::Resource` for your type"
)]
pub trait Resource: Sized + Send + Sync + 'static {
    /// What the function's role must allow for it.
    const GRANTS: &'static [Grant] = &[];

    /// The environment variables that it reads, beside those of read models' tables: the stack asks for their values. A name that
    /// Lambda reserves, such as `AWS_REGION`, is not declared.
    const VARIABLES: &'static [&'static str] = &[];

    /// The environment variables that it reads and whose values are secrets: the stack never shows them.
    const SECRETS: &'static [SecretVariable] = &[];

    /// Connects; called once, before the first change.
    ///
    /// # Errors
    /// [`ConnectError`] where it cannot; the process then ends, and Lambda starts it again.
    fn connect(connections: &Connections) -> impl Future<Output = Result<Self, ConnectError>> + Send;
}
