//! Findings as a person reads them.

use std::process::ExitCode;

use super::finding::{Finding, Severity};

/// Prints findings, errors first. The exit code is 1 where there is an error.
pub(crate) fn report(mut findings: Vec<Finding>, deny_warnings: bool) -> ExitCode {
    findings.sort();
    for finding in &findings {
        eprintln!("{finding}");
    }
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if !findings.is_empty() {
        eprintln!("{errors} {}, {warnings} {}", plural(errors, "error"), plural(warnings, "warning"));
    }
    if errors > 0 || (deny_warnings && warnings > 0) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// A word for a number of things.
pub(crate) fn plural(count: usize, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}
