//! Alerts on articles that run low: raised once, acknowledged by a person, cleared by the restock; and suggested reorders.
//!
//! [`watch_stock`] is the subscriber, with a one-line bin in `src/bin`; [`open_alerts`] and [`acknowledge`] are for the
//! people at the warehouse.

mod alerts;
mod people;
mod stock;

pub use alerts::*;
pub use people::*;
pub use stock::*;
