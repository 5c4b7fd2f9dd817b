//! An invocation: from the event to the answer.
//!
//! The way of the data: [`Function::invoke`] has the event taken apart into lanes, each of which takes its records from a
//! `queue` in order, calls the subscriber (`call` turns a panic into a failure) and commits what it returned. The first
//! failure, or the nearing deadline, ends a lane, and the [`response`](BatchResponse) names what is not done.

pub(crate) mod call;
mod commit;
mod deadline;
mod failure;
mod function;
mod lane;
mod queue;
mod response;
mod returned;

pub use self::failure::FunctionError;
pub use self::function::{Function, InvocationError};
pub(crate) use self::queue::Undone;
pub use self::queue::{Carried, Failed, Head, Next, Queue};
pub use self::response::{BatchItemFailure, BatchResponse};
pub use self::returned::Returned;
