//! Why a manifest cannot be read.

use std::cmp::Ordering;
use std::error::Error;
use std::fmt;

use super::VERSION;

/// Why a manifest cannot be read.
#[derive(Debug)]
pub struct ManifestError(Kind);

#[derive(Debug)]
enum Kind {
    Malformed(serde_json::Error),
    Version(u32),
}

impl ManifestError {
    pub(super) const fn malformed(error: serde_json::Error) -> Self {
        Self(Kind::Malformed(error))
    }

    pub(super) const fn version(version: u32) -> Self {
        Self(Kind::Version(version))
    }

    /// Whether it is a manifest of another version.
    #[must_use]
    pub const fn is_version(&self) -> bool {
        matches!(self.0, Kind::Version(_))
    }
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Malformed(error) => write!(f, "a file that is not a manifest: {error}"),
            Kind::Version(version) => {
                write!(f, "a manifest of version {version}, and version {VERSION} is what can be read; ")?;
                f.write_str(match version.cmp(&VERSION) {
                    Ordering::Less => "update the subscriber's `statetopic` to the version of `cargo-statetopic`",
                    _ => "update `cargo-statetopic` to the version of the subscriber's `statetopic`",
                })
            }
        }
    }
}

impl Error for ManifestError {}
