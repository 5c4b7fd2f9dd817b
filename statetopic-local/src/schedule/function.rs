//! A function, whatever its type is.

use std::pin::Pin;

use crate::invoke::{FailedRecord, Invoke, InvokeError};

/// An invocation under way.
type Answering<'a> = Pin<Box<dyn Future<Output = Result<Answered, InvokeError>> + Send + 'a>>;

/// What an invocation came to.
pub(crate) struct Answered {
    /// The JSON that the function returned.
    pub(super) json: Vec<u8>,
    /// The records on which it failed, as far as it told.
    pub(super) failed: Vec<FailedRecord>,
}

/// A function behind a pointer: functions of several types run at once.
pub(crate) trait Function: Send + Sync {
    /// Runs it on an event.
    fn call(&self, event: String) -> Answering<'_>;
}

impl<I: Invoke> Function for I {
    fn call(&self, event: String) -> Answering<'_> {
        Box::pin(async move {
            let mut failed = Vec::new();
            let json = self.invoke_observed(event.as_bytes(), &mut |record| failed.push(record)).await?;
            Ok(Answered { json, failed })
        })
    }
}
