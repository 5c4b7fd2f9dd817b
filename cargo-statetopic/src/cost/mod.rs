//! What a stack costs in a month, and what a narrower view or a filter saves.
//!
//! ```text
//! workload.rs ─▶ flow.rs ─▶ estimate.rs ─▶ report.rs
//! prices.rs ────────────────┘
//! ```

mod estimate;
mod flow;
mod prices;
pub(crate) mod report;
mod workload;

pub(crate) use self::estimate::estimate;
pub(crate) use self::prices::Prices;
pub(crate) use self::workload::{Assumptions, Workload};
