//! The function's side of a mapping: whatever takes an event's JSON and answers with JSON.

use std::fmt;

/// A function as Lambda sees it: one in this process, or one in a process behind a Runtime API.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a function that a mapping can invoke",
    label = "does not take an event",
    note = "take an `InProcess`, which is made of a subscriber, or implement `statetopic_local::Invoke`"
)]
pub trait Invoke: Send + Sync {
    /// Runs the function on an event; the answer is the JSON that it returned.
    ///
    /// An error means that the invocation gave no answer: the function failed, panicked, was killed or ran out of time.
    fn invoke(&self, event: &[u8]) -> impl Future<Output = Result<Vec<u8>, InvokeError>> + Send;
}

impl<I: Invoke> Invoke for &I {
    fn invoke(&self, event: &[u8]) -> impl Future<Output = Result<Vec<u8>, InvokeError>> + Send {
        (**self).invoke(event)
    }
}

/// Why an invocation gave no answer.
///
/// The text is the function's own account. What stands in an error of a mapping is only that there is one: it is its
/// [`source`](std::error::Error::source).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvokeError {
    message: String,
}

impl InvokeError {
    /// An error with this text.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for InvokeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for InvokeError {}
