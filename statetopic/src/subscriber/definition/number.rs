//! Settings that are numbers.

use std::ops::RangeInclusive;

/// A setting that is a number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NumberSetting {
    /// Its name.
    pub name: &'static str,
    /// Its value; `None` where it is left out.
    pub value: Option<u32>,
    /// What Lambda allows.
    pub range: RangeInclusive<u32>,
}

impl NumberSetting {
    pub(super) const fn new(name: &'static str, value: Option<u32>, range: RangeInclusive<u32>) -> Self {
        Self { name, value, range }
    }
}
