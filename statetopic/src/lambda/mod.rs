//! The process that AWS Lambda starts for a subscriber.
//!
//! `#[subscriber]` emits a `main` that calls [`run`] where the function stands in a bin; for a function in a library a
//! one-line bin does:
//!
//! ```no_run
//! # mod inventory {
//! #     use statetopic::prelude::*;
//! #     #[read_model(table = "levels")]
//! #     #[state_topic(view = KEYS_ONLY)]
//! #     #[derive(Serialize, Deserialize)]
//! #     pub struct Level { #[partition_key] pub sku: String }
//! #     #[subscriber(on(Inserted))]
//! #     pub fn low_stock_alerts(_change: StateChange<Level>) {}
//! # }
//! fn main() -> std::process::ExitCode {
//!     statetopic::lambda::run::<inventory::LowStockAlertsSubscriber>()
//! }
//! ```

mod log;
#[cfg(feature = "manifest")]
mod manifest;
mod process;

#[cfg(panic = "abort")]
compile_error!(
    "`statetopic` needs unwinding, since a panic is the failure of one record and not of the process; set `panic = \
     \"unwind\"` in the profile, as in `[profile.release]`, where `cargo lambda build` otherwise chooses `abort`"
);

pub use self::process::run;
