//! The helper attributes that the attribute macros leave on a struct for the hidden derives. No user writes them.

/// The arguments of `#[read_model]`.
pub(crate) const READ_MODEL: &str = "__read_model";
/// The arguments of `#[state_topic]`.
pub(crate) const STATE_TOPIC: &str = "__state_topic";
/// The settings of `#[serde]` that serde must not see, because the derive rejects them.
pub(crate) const REJECTED: &str = "__serde";
/// The name of a misspelt helper attribute, such as `partiton_key`.
pub(crate) const MISSPELT: &str = "__misspelt";
