//! Why a command failed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A problem, its location, and how to fix it.
#[derive(Debug)]
pub(crate) enum Error {
    /// A stack that AWS would refuse, or that would lose data.
    Refused(String),
    /// Invalid arguments.
    Arguments(String),
    /// The workspace cannot be built or described.
    Workspace(String),
    /// A file cannot be read or written.
    File { path: PathBuf, problem: String },
}

impl Error {
    pub(crate) fn refused(problem: impl Into<String>) -> Self {
        Self::Refused(problem.into())
    }

    pub(crate) fn arguments(problem: impl Into<String>) -> Self {
        Self::Arguments(problem.into())
    }

    /// An error in a line of an overlay.
    pub(crate) fn overlay(path: &Path, line: usize, problem: impl fmt::Display) -> Self {
        Self::Refused(format!("{}:{line}: {problem}", path.display()))
    }

    pub(crate) fn workspace(problem: impl Into<String>) -> Self {
        // Cargo's own words begin like this command's.
        let problem: String = problem.into();
        Self::Workspace(problem.strip_prefix("error: ").map_or(problem.clone(), ToOwned::to_owned))
    }

    pub(crate) fn file(path: &Path, problem: impl fmt::Display) -> Self {
        Self::File { path: path.to_owned(), problem: problem.to_string() }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Refused(_) => ExitCode::from(1),
            Self::Arguments(_) => ExitCode::from(2),
            Self::Workspace(_) => ExitCode::from(3),
            Self::File { .. } => ExitCode::from(4),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(problem) | Self::Arguments(problem) | Self::Workspace(problem) => f.write_str(problem),
            Self::File { path, problem } => write!(f, "{}: {problem}", path.display()),
        }
    }
}

impl std::error::Error for Error {}
