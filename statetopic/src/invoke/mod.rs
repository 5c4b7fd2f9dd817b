//! An invocation: from the event to the answer.
//!
//! The way of the data: [`Function::invoke`] has the event taken apart into lanes, each of which takes its records from a
//! `queue` in order, calls the subscriber (a panic is a failure) and commits what it returned. The first
//! failure, or the nearing deadline, ends a lane, and the [response](crate::BatchResponse) names what is not done.

mod deadline;
mod failure;
mod function;
mod in_flight;
mod lane;
mod outcomes;
mod queue;

pub use self::function::{Function, InvocationError};
