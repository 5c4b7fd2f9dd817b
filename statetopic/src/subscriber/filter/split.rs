//! What of the arms Lambda evaluates, and what the function.

use serde::{Deserialize, Serialize};

use crate::change::ChangeKind;

/// The arms of a subscriber, as far as Lambda can evaluate them and beyond.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FilterSplit {
    /// The patterns of the mapping; an empty list passes every record.
    pub patterns: Vec<String>,
    /// Each arm.
    pub arms: Vec<ArmSplit>,
}

/// One arm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ArmSplit {
    /// As it is written.
    pub arm: String,
    /// The change that it takes.
    pub event: ChangeKind,
    /// What Lambda evaluates of it: a record that one of these passes may be taken.
    pub patterns: Vec<serde_json::Value>,
    /// What the function evaluates.
    pub in_process: Vec<String>,
}
