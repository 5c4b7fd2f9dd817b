//! Environment variables whose values are secrets.

/// An environment variable whose value is a secret, and where the stack has it from.
///
/// The value is in the configuration of the function, as that of every environment variable: who may read the configuration of
/// the function sees it. It is not in the template, and not among the parameters that are shown of a stack.
///
/// ```
/// use statetopic::{ConnectError, Connections, Resource, SecretVariable};
///
/// struct Database {
///     password: String,
/// }
///
/// impl Resource for Database {
///     const SECRETS: &'static [SecretVariable] = &[SecretVariable::from_secrets_manager("DATABASE_PASSWORD")];
///
///     async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
///         Ok(Self { password: connections.environment().var("DATABASE_PASSWORD")? })
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema), schemars(rename = "SecretVariable"))]
#[non_exhaustive]
pub struct SecretVariable<T = &'static str> {
    /// The variable's name.
    pub name: T,
    /// Where its value comes from.
    pub source: SecretSource,
}

/// Where a stack has a secret from.
///
/// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "manifest", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum SecretSource {
    /// A parameter of the stack, whose value is never shown (`NoEcho`).
    HiddenParameter,
    /// A `String` of Systems Manager's Parameter Store, by the name that a parameter of the stack has.
    ParameterStore,
    /// A secret of Secrets Manager, by what a parameter of the stack has: its name or ARN, and for a member of a JSON secret also
    /// `:SecretString:member`.
    SecretsManager,
}

impl SecretVariable {
    /// With the value of a hidden parameter of the stack.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, source: SecretSource::HiddenParameter }
    }

    /// With the value of a `String` of Systems Manager's Parameter Store. A function's variable cannot refer to a `SecureString`:
    /// read that with the SDK, or use [`from_secrets_manager`](Self::from_secrets_manager).
    #[must_use]
    pub const fn from_parameter_store(name: &'static str) -> Self {
        Self { name, source: SecretSource::ParameterStore }
    }

    /// With the value of a secret of Secrets Manager.
    #[must_use]
    pub const fn from_secrets_manager(name: &'static str) -> Self {
        Self { name, source: SecretSource::SecretsManager }
    }

    /// The same with a text of its own.
    #[cfg(feature = "manifest")]
    #[must_use]
    pub fn into_owned(self) -> SecretVariable<String> {
        SecretVariable { name: self.name.to_owned(), source: self.source }
    }
}
