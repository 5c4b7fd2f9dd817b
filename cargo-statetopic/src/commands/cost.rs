//! `cargo statetopic cost`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use statetopic::plan::MAX_ITEM_BYTES;

use crate::cost::{Assumptions, Prices, Workload, estimate, report};
use crate::error::Error;
use crate::output::write;
use crate::project::{Project, Source};

#[derive(Args, Debug)]
pub(super) struct Options {
    #[command(flatten)]
    source: Source,
    /// JSON file with the workload of individual tables and subscribers.
    #[arg(long, value_name = "FILE")]
    workload: Option<PathBuf>,
    /// JSON file with other prices, in the form that `--json` prints.
    #[arg(long, value_name = "FILE")]
    prices: Option<PathBuf>,
    /// Number of the application's writes to each table, per month.
    #[arg(long, value_name = "COUNT", default_value_t = Assumptions::DEFAULT.writes)]
    writes: u64,
    /// Size of an item.
    #[arg(long, value_name = "BYTES", default_value_t = Assumptions::DEFAULT.item_size, value_parser = clap::value_parser!(u64).range(1..=MAX_ITEM_BYTES))]
    item_size: u64,
    /// Average number of records per invocation.
    #[arg(long, value_name = "COUNT", default_value_t = Assumptions::DEFAULT.records, value_parser = clap::value_parser!(u32).range(1..))]
    records: u32,
    /// Duration of an invocation, beside its records, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = Assumptions::DEFAULT.invocation_ms, value_parser = duration)]
    invocation_ms: f64,
    /// Duration per record, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = Assumptions::DEFAULT.record_ms, value_parser = duration)]
    record_ms: f64,
    /// Fraction of the records that filter patterns pass, for subscribers that have some: 0 to 1.
    #[arg(long, value_name = "FRACTION", default_value_t = Assumptions::DEFAULT.passed, value_parser = fraction)]
    passed: f64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let assumptions = Assumptions {
        writes: options.writes,
        item_size: options.item_size,
        records: options.records,
        invocation_ms: options.invocation_ms,
        record_ms: options.record_ms,
        passed: options.passed,
    };
    let workload = Workload::new(options.workload.as_deref(), assumptions)?;
    let prices = options.prices.as_deref().map_or_else(Prices::built_in, Prices::read)?;
    let project = Project::collect(&options.source)?;
    let estimate = estimate(&project.draft(), &workload, &prices)?;
    let text = match options.json {
        true => report::to_json(&estimate, &prices, assumptions),
        false => report::to_text(&estimate, &prices, assumptions),
    };
    write(&text, None)?;
    Ok(ExitCode::SUCCESS)
}

fn fraction(text: &str) -> Result<f64, String> {
    let fraction: f64 = text.parse().map_err(|error| format!("{error}"))?;
    if (0.0..=1.0).contains(&fraction) { Ok(fraction) } else { Err("expected a number from 0 to 1".to_owned()) }
}

fn duration(text: &str) -> Result<f64, String> {
    let duration: f64 = text.parse().map_err(|error| format!("{error}"))?;
    let is_duration = duration.is_finite() && duration >= 0.0;
    if is_duration { Ok(duration) } else { Err("expected a number of milliseconds, 0 or more".to_owned()) }
}
