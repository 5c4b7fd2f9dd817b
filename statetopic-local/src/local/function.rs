//! A subscriber in this process, invoked as Lambda would invoke its function.

use std::fmt;
use std::time::Duration;

use statetopic::subscriber::FunctionSettings;
use statetopic::{ConnectError, Connections, Function, OutcomeEvent, Subscriber};

use crate::invoke::{FailedRecord, Invoke, InvokeError};
use crate::time_limit::within;

/// A subscriber's function, connected once, as one process of Lambda's is.
pub struct InProcess<S: Subscriber> {
    function: Function<S>,
    timeout: Option<Duration>,
}

impl<S: Subscriber> InProcess<S> {
    /// Connects the subscriber's resources. An invocation has the time that the subscriber declares, or Lambda's 30 seconds of
    /// a stack.
    ///
    /// # Errors
    /// Where the subscriber does not find what it connects to.
    pub async fn connect(connections: &Connections) -> Result<Self, ConnectError> {
        let seconds = S::DEFINITION.function.timeout.unwrap_or(FunctionSettings::TIMEOUT);
        let timeout = Some(Duration::from_secs(seconds.into()));
        Ok(Self { function: Function::connect(connections).await?, timeout })
    }

    /// Gives each invocation this long, as Lambda's time-out does: near its end the function hands back what it has no
    /// time for, and after it there is no answer any more. `None` removes the limit.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long an invocation may take.
    #[must_use]
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }
}

impl<S: Subscriber> Invoke for InProcess<S> {
    async fn invoke(&self, event: &[u8]) -> Result<Vec<u8>, InvokeError> {
        self.invoke_observed(event, &mut |_| {}).await
    }

    async fn invoke_observed(
        &self,
        event: &[u8],
        observe: &mut (dyn FnMut(FailedRecord) + Send),
    ) -> Result<Vec<u8>, InvokeError> {
        let told = |event: &OutcomeEvent<'_>| {
            if let Some(failed) = FailedRecord::from_event(event) {
                observe(failed);
            }
        };
        let invocation = self.function.invoke_observed(event, self.timeout, told);
        let answer = match self.timeout {
            None => invocation.await,
            Some(timeout) => within(timeout, invocation).await?,
        };
        let answer = answer.map_err(|error| InvokeError::new(error.to_string()))?;
        serde_json::to_vec(&answer).map_err(|error| InvokeError::new(format!("cannot write the answer: {error}")))
    }
}

impl<S: Subscriber> fmt::Debug for InProcess<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcess").field("subscriber", &S::DEFINITION.id).finish_non_exhaustive()
    }
}
