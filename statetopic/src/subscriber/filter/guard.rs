//! An arm and its guard, as `#[subscriber]` reads them.

use super::test::Test;

/// One arm of `on(…)`.
#[derive(Debug)]
pub struct Arm {
    /// As it is written.
    pub text: &'static str,
    /// The change.
    pub event: Event,
    /// For a removal, its cause.
    pub cause: Option<Cause>,
    /// What must hold; `None` always does.
    pub guard: Option<Guard>,
}

impl Arm {
    /// The arms that take every change.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let arm = |text, event| Self { text, event, cause: None, guard: None };
        vec![arm("Inserted", Event::Inserted), arm("Modified", Event::Modified), arm("Removed", Event::Removed)]
    }
}

/// The change of an arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "manifest-schema", derive(schemars::JsonSchema))]
pub enum Event {
    /// `Inserted`
    #[serde(rename = "INSERT")]
    Inserted,
    /// `Modified`
    #[serde(rename = "MODIFY")]
    Modified,
    /// `Removed`
    #[serde(rename = "REMOVE")]
    Removed,
}

impl Event {
    /// The `eventName` of its records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inserted => "INSERT",
            Self::Modified => "MODIFY",
            Self::Removed => "REMOVE",
        }
    }
}

/// The cause of a removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// `Deleted`
    Deleted,
    /// `Expired`
    Expired,
}

/// A guard, as far as its form is known.
#[derive(Debug)]
pub enum Guard {
    /// `a && b`
    All(Vec<Self>),
    /// `a || b`
    Any(Vec<Self>),
    /// `!a`
    Not(Box<Self>),
    /// A test of one attribute.
    Test(Test),
    /// What only the function can tell.
    InProcess(&'static str),
}
