//! A subscriber's process without AWS: events in, answers out, and what was called in between.

mod answers;
mod batch;
mod concurrency;
mod deadline;
mod fifo;
mod hostile;
#[cfg(feature = "memory")]
mod hostile_ledger;
mod journal;
mod malformed;
mod order;
mod outcomes;
mod panics;
mod settled;
