//! What the tests of this package share: the two services that a Lambda function talks to, on loopback, and events and
//! random histories for it.

#![allow(clippy::missing_panics_doc, reason = "a harness fails its test by panicking")]

pub mod depots;
pub mod dynamodb_endpoint;
pub mod event;
pub mod ledger_conformance;
pub mod message;
pub mod process;
pub mod recount;
pub mod runtime_api;
pub mod store;

use std::time::Duration;

/// How long anything may take that a test waits for. Long enough for a busy machine: a test that fails by it hangs.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// Waits for a future, but not for ever.
pub async fn patiently<F: Future>(what: &str, future: F) -> F::Output {
    let output = tokio::time::timeout(PATIENCE, future).await;
    output.unwrap_or_else(|_| panic!("waited {PATIENCE:?} for {what}"))
}
