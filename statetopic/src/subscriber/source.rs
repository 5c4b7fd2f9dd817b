//! A subscriber's place in the source and its resources: data for its manifest.

#[cfg(feature = "manifest")]
use crate::connections::{Resource, SecretVariable};
#[cfg(feature = "manifest")]
use crate::grant::Grant;

/// A subscriber's place.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The package.
    pub package: &'static str,
    /// The function.
    pub function: &'static str,
    /// The file, as the compiler was given it.
    pub file: &'static str,
    /// The line of the attribute.
    pub line: u32,
}

impl Source {
    /// Of a subscriber that was written by hand.
    pub const UNKNOWN: Self = Self::new("", "", "", 0);

    /// Of a function.
    #[must_use]
    pub const fn new(package: &'static str, function: &'static str, file: &'static str, line: u32) -> Self {
        Self { package, function, file, line }
    }
}

/// A parameter after the first.
#[cfg(feature = "manifest")]
#[derive(Clone, Copy, Debug)]
pub struct ResourceParameter {
    pub(crate) name: &'static str,
    pub(crate) grants: &'static [Grant],
    pub(crate) variables: &'static [&'static str],
    pub(crate) secrets: &'static [SecretVariable],
}

#[cfg(feature = "manifest")]
impl ResourceParameter {
    /// A parameter of the type `R`.
    #[must_use]
    pub const fn of<R: Resource>(name: &'static str) -> Self {
        Self { name, grants: R::GRANTS, variables: R::VARIABLES, secrets: R::SECRETS }
    }
}
