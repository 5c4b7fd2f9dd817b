//! Effectively once: `Writes` change their tables once for each record, however often it comes and whatever fails.

mod after_a_failure;
mod busy_functions;
mod conditional;
mod conformance;
mod duplicates_that_fail;
mod histories;
mod ledger_expiry;
mod one_table_fails;
mod positions;
mod process;
mod projections;
mod refused_packages;
mod sums_on_the_way;
mod ten_thousand;
mod write_rules;
