//! An invocation: from the event to the answer.
//!
//! The way of the data: [`Function::invoke`] has a transport turn the event's bytes into arrivals. `lanes` says whose turn
//! it is, `call` takes the record, asks the guards and calls the subscriber, `packer` says which writes may be committed
//! beside those in flight, the ledger commits them, and `settle` tells what became of each record as a typed [event], from
//! which the log is written. `pipeline` drives them. The [response](crate::BatchResponse) names what is not
//! done.
//!
//! [event]: OutcomeEvent

mod blocked;
mod call;
mod commit_schedule;
mod commits;
mod deadline;
mod event;
mod failure;
mod function;
mod guard;
mod head;
mod lanes;
mod log;
#[cfg(feature = "metrics")]
mod metrics;
mod outcomes;
mod packer;
mod parks;
mod pipeline;
mod redrive;
mod settle;
mod task;

pub use self::event::{OutcomeEvent, RecordOutcome};
pub use self::failure::{Attempt, FailureKind, NextStep, RecordFailure};
pub use self::function::{Function, InvocationError};
#[cfg(feature = "metrics")]
pub use self::metrics::Metrics;
pub use self::redrive::{
    DryRun, DryWrite, ParkedError, ParkedFailure, ParkedItem, ParkedRecord, ParkedRecords, Redriven,
};
