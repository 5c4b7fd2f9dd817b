//! `cargo statetopic lock`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::error::Error;
use crate::lock::{self, Lock};
use crate::output::write;
use crate::project::{Project, Source};

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    source: Source,
    /// The lock file [default: `statetopic.lock` in the folder of the workspace].
    #[arg(long, value_name = "FILE")]
    lock: Option<PathBuf>,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let project = Project::collect(&options.source)?;
    let path = lock::path(&project.root, options.lock.as_deref());
    let mut lock = Lock::new(&project.draft());
    // An existing file is replaced only if it is a lock file, and what it has of packages that are not read is kept.
    if path.exists() {
        let before = Lock::read(&path)?;
        if let Some(packages) = &project.selected {
            lock = lock.with_others_of(before, packages);
        }
    }
    write(&lock.to_json(), Some(&path))?;
    eprintln!("{}: {} tables, {} subscribers", path.display(), lock.tables.len(), lock.subscribers.len());
    Ok(ExitCode::SUCCESS)
}
