//! What cannot be deployed.

use std::error::Error;
use std::fmt;

use crate::manifest::{Location, Manifest};

/// One thing that AWS would refuse, or that a stack cannot have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Refusal {
    /// Where to change it.
    pub location: Location,
    /// What it is and what to do.
    pub text: String,
}

impl Refusal {
    pub(super) fn new(manifest: &Manifest, text: impl Into<String>) -> Self {
        Self { location: manifest.location.clone(), text: text.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Location { file, line } = &self.location;
        // A subscriber that was written by hand has no location.
        if !file.is_empty() {
            write!(f, "{file}:{line}: ")?;
        }
        f.write_str(&self.text)
    }
}

/// Why there is no plan: all that AWS would refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanError(pub(super) Vec<Refusal>);

impl PlanError {
    /// What would be refused.
    #[must_use]
    pub fn refusals(&self) -> &[Refusal] {
        &self.0
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, refusal) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            refusal.fmt(f)?;
        }
        Ok(())
    }
}

impl Error for PlanError {}
