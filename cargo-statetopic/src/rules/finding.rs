//! A finding of a rule.

use std::fmt;

use statetopic::manifest::Location;

/// Severity of a finding; errors come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// A deployment would fail, or lose data.
    Error,
    /// It costs more than it needs to.
    Warning,
    /// Nothing is wrong, and something may be better.
    Advice,
}

/// A problem, its location, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) severity: Severity,
    pub(crate) location: Option<Location>,
    pub(crate) text: String,
}

impl Finding {
    pub(crate) fn error(location: &Location, text: impl Into<String>) -> Self {
        Self { severity: Severity::Error, location: Some(location.clone()), text: text.into() }
    }

    pub(crate) fn advice(location: &Location, text: impl Into<String>) -> Self {
        Self { severity: Severity::Advice, location: Some(location.clone()), text: text.into() }
    }

    pub(crate) fn warning(location: &Location, text: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, location: Some(location.clone()), text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Location { file, line }) = &self.location {
            write!(f, "{file}:{line}: ")?;
        }
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        };
        write!(f, "{severity}: {}", self.text)
    }
}
