//! A function, whatever its type is.

use std::pin::Pin;

use crate::invoke::{Invoke, InvokeError};

/// An invocation under way.
type Answering<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, InvokeError>> + Send + 'a>>;

/// A function behind a pointer: functions of several types run at once.
pub(crate) trait Function: Send + Sync {
    /// Runs it on an event.
    fn call(&self, event: String) -> Answering<'_>;
}

impl<I: Invoke> Function for I {
    fn call(&self, event: String) -> Answering<'_> {
        Box::pin(async move { self.invoke(event.as_bytes()).await })
    }
}
