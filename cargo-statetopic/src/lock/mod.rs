//! `statetopic.lock`: what is deployed, committed beside the code, so that a change which replaces a table or a stream is
//! seen before it happens.

mod compare;
mod file;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use self::file::Lock;
use crate::check::Finding;
use crate::cli::LockOptions;
use crate::collect::{Workspace, collect};
use crate::error::Error;
use crate::output::write;

const NAME: &str = "statetopic.lock";

/// `cargo statetopic lock`.
pub(crate) fn run(options: &LockOptions) -> Result<ExitCode, Error> {
    let workspace = collect(&options.source)?;
    let path = path(&workspace, options.lock.as_deref());
    let lock = Lock::of(&workspace.subscribers);
    // What is there is replaced; if it is no lock file, it is not ours to replace.
    if path.exists() {
        Lock::read(&path)?;
    }
    write(&lock.to_json(), Some(&path))?;
    eprintln!("{}: {} tables, {} subscribers", path.display(), lock.tables.len(), lock.subscribers.len());
    Ok(ExitCode::SUCCESS)
}

/// What a deployment would replace or lose, compared with the lock file. Without one there is nothing to compare.
pub(crate) fn check(workspace: &Workspace, lock: Option<&Path>) -> Result<Vec<Finding>, Error> {
    let path = path(workspace, lock);
    if !path.exists() {
        return match lock {
            Some(path) => Err(Error::file(path, "there is no such file; `cargo statetopic lock` writes one")),
            None => Ok(Vec::new()),
        };
    }
    Ok(compare::compare(&Lock::read(&path)?, &Lock::of(&workspace.subscribers), workspace))
}

fn path(workspace: &Workspace, lock: Option<&Path>) -> PathBuf {
    lock.map_or_else(|| workspace.root.join(NAME), Path::to_owned)
}
