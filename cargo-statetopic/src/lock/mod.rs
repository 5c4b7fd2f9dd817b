//! `statetopic.lock`: what is deployed. It is committed beside the code, so that a change that replaces a table or a stream is
//! found before a deployment.

mod file;
mod subscriber;
mod table;

use std::path::{Path, PathBuf};

pub(crate) use self::file::Lock;
pub(crate) use self::subscriber::LockedSubscriber;
pub(crate) use self::table::{LockedTable, ResourceType};
use crate::error::Error;
use crate::project::Project;

/// Name of the file in the folder of the workspace.
const NAME: &str = "statetopic.lock";

/// The path of the lock file of a workspace: the one that is asked for, or the usual one.
pub(crate) fn path(root: &Path, asked: Option<&Path>) -> PathBuf {
    asked.map_or_else(|| root.join(NAME), Path::to_owned)
}

impl Lock {
    /// Reads the lock file of a workspace, if there is one, as far as it is about the packages that are read.
    ///
    /// # Errors
    /// Where the file that is asked for does not exist, and where a file is not a lock file of this version.
    pub(crate) fn find(project: &Project, asked: Option<&Path>) -> Result<Option<Self>, Error> {
        let path = path(&project.root, asked);
        if path.exists() {
            let lock = Self::read(&path)?;
            return Ok(Some(match &project.selected {
                Some(packages) => lock.of(packages, &Self::new(&project.draft())),
                None => lock,
            }));
        }
        match asked {
            Some(path) => Err(Error::file(path, "the file does not exist; `cargo statetopic lock` writes it")),
            None => Ok(None),
        }
    }
}
