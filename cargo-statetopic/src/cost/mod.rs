//! `cargo statetopic cost`: what a stack costs in a month, and what a narrower view or a filter saves.

mod estimate;
mod prices;
mod report;
mod workload;

use std::process::ExitCode;

use self::prices::Prices;
use self::workload::Workload;
use crate::cli::CostOptions;
use crate::collect::collect;
use crate::error::Error;

pub(crate) fn run(options: &CostOptions) -> Result<ExitCode, Error> {
    let workload = Workload::of(options)?;
    let prices = Prices::of(options.prices.as_deref())?;
    let workspace = collect(&options.source)?;
    let estimate = estimate::estimate(&workspace.subscribers, &workload, &prices)?;
    if options.json {
        println!("{}", report::to_json(&estimate, &prices));
    } else {
        print!("{}", report::to_text(&estimate, &prices));
    }
    Ok(ExitCode::SUCCESS)
}
