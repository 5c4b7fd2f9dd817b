//! `cargo statetopic cost`: what a stack costs in a month, and what a narrower view or a filter saves.

mod estimate;
mod flow;
mod prices;
mod report;
mod workload;

use std::process::ExitCode;

use self::prices::Prices;
use self::workload::Workload;
use crate::cli::CostOptions;
use crate::collect::collect;
use crate::error::Error;
use crate::output::write;

pub(crate) fn run(options: &CostOptions) -> Result<ExitCode, Error> {
    let workload = Workload::of(options)?;
    let prices = Prices::of(options.prices.as_deref())?;
    let workspace = collect(&options.source)?;
    let estimate = estimate::estimate(&workspace.subscribers, &workload, &prices)?;
    let text = match options.json {
        true => report::to_json(&estimate, &prices),
        false => report::to_text(&estimate, &prices),
    };
    write(&text, None)?;
    Ok(ExitCode::SUCCESS)
}
