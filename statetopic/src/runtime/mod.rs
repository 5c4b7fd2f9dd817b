//! An invocation: from the event to the answer.
//!
//! The way of the data: [`Function::invoke`] decodes the event and hands the records to `lane`, which takes them from a
//! `queue` in order, calls the subscriber (`call` turns a panic into a failure) and commits what it returned; the first
//! failure, or the nearing deadline, ends the lane, and the [`response`](BatchResponse) names the lowest record undone.

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
pub use self::queue::{Carried, Failed, Head, Next, Queue};
pub use self::response::{BatchItemFailure, BatchResponse};
pub use self::returned::Returned;
