//! What would fail or hurt later, said before anything is deployed: one file a rule.

mod batch;
mod conflict;
mod fifo;
mod finding;
mod global;
mod loops;
mod readers;
mod retries;
#[cfg(test)]
pub(crate) mod samples;
mod view;

use std::process::ExitCode;

pub(crate) use self::batch::record_size;
pub(crate) use self::conflict::tables;
pub(crate) use self::finding::{Finding, Severity};
pub(crate) use self::loops::written;

use crate::cli::CheckOptions;
use crate::collect::{Subscriber, collect};
use crate::error::Error;
use crate::lock;

/// What is assumed of items where nothing is said: 4 KB.
pub(crate) const ITEM_SIZE: u64 = 4096;

/// `cargo statetopic check`.
pub(crate) fn run(options: &CheckOptions) -> Result<ExitCode, Error> {
    let workspace = collect(&options.source)?;
    let mut findings = findings(&workspace.subscribers, options.item_size);
    findings.extend(lock::check(&workspace, options.lock.as_deref())?);
    Ok(report(findings, options.deny_warnings))
}

/// The findings of all rules.
pub(crate) fn findings(subscribers: &[Subscriber], item_size: u64) -> Vec<Finding> {
    let mut findings = Vec::new();
    conflict::check(subscribers, &mut findings);
    readers::check(subscribers, &mut findings);
    loops::check(subscribers, &mut findings);
    retries::check(subscribers, &mut findings);
    view::check(subscribers, &mut findings);
    batch::check(subscribers, item_size, &mut findings);
    fifo::check(subscribers, &mut findings);
    global::check(subscribers, &mut findings);
    findings
}

/// Prints findings, errors first; 1 where there is an error.
pub(crate) fn report(mut findings: Vec<Finding>, deny_warnings: bool) -> ExitCode {
    findings.sort();
    for finding in &findings {
        eprintln!("{finding}");
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let warnings = findings.len() - errors;
    if !findings.is_empty() {
        eprintln!("{errors} {}, {warnings} {}", plural(errors, "error"), plural(warnings, "warning"));
    }
    if errors > 0 || (deny_warnings && warnings > 0) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}
