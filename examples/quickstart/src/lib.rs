//! Stock levels of warehouses, and the subscribers of their changes: an alert, derived totals, and an audit trail of the
//! totals.
//!
//! Each subscriber has a file here and a one-line bin in `src/bin`, which is its Lambda function.

mod alerts;
mod audit;
mod inventory;
mod totals;

pub use alerts::*;
pub use audit::*;
pub use inventory::*;
pub use totals::*;
