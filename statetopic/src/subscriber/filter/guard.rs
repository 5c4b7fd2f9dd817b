//! An arm and its guard, as `#[subscriber]` reads them.

use super::test::Test;
use crate::change::ChangeKind;

/// One arm of `on(…)`.
#[derive(Debug)]
pub struct Arm {
    /// As it is written.
    pub text: &'static str,
    /// The change.
    pub event: ChangeKind,
    /// For a removal, its cause.
    pub cause: Option<Cause>,
    /// What must hold; `None` always does.
    pub guard: Option<Guard>,
}

impl Arm {
    /// The arms that take every change.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let arm = |event: ChangeKind| Self { text: event.as_str(), event, cause: None, guard: None };
        ChangeKind::ALL.map(arm).into()
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
