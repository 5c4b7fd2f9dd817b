//! `cargo statetopic check`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use statetopic::plan::MAX_ITEM_BYTES;

use crate::error::Error;
use crate::lock::Lock;
use crate::project::{Project, Source};
use crate::rules;

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    source: Source,
    /// The lock file [default: `statetopic.lock` in the folder of the workspace].
    #[arg(long, value_name = "FILE")]
    lock: Option<PathBuf>,
    /// Size of an item, for the sizes of batches.
    #[arg(long, value_name = "BYTES", default_value_t = rules::ITEM_SIZE, value_parser = clap::value_parser!(u64).range(1..=MAX_ITEM_BYTES))]
    item_size: u64,
    /// Fail on warnings too.
    #[arg(long)]
    deny_warnings: bool,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let project = Project::collect(&options.source)?;
    let locked = Lock::find(&project, options.lock.as_deref())?;
    let findings = rules::check(&project.subscribers, &[], locked.as_ref(), options.item_size);
    if findings.is_empty() {
        let (subscribers, tables) = (project.subscribers.len(), project.draft().tables.len());
        eprintln!(
            "no errors and no warnings: {subscribers} {}, {tables} {}",
            rules::plural(subscribers, "subscriber"),
            rules::plural(tables, "table")
        );
    }
    Ok(rules::report(findings, options.deny_warnings))
}
