//! When the AWS SDK does not send a request again.

use std::error::Error;
use std::io;

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};

/// Forbids retries of what may have been carried out.
#[derive(Debug)]
pub(super) struct CertainFailures;

impl ClassifyRetry for CertainFailures {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let Some(Err(error)) = context.output_or_error() else { return RetryAction::NoActionIndicated };
        let is_lost = match error.as_connector_error() {
            Some(error) => !is_refused(error),
            None => error.is_timeout_error() || error.is_response_error(),
        };
        let is_fault = context.response().is_some_and(|response| response.status().is_server_error());
        if is_lost || is_fault { RetryAction::RetryForbidden } else { RetryAction::NoActionIndicated }
    }

    fn name(&self) -> &'static str {
        "certain failures"
    }
}

/// Whether nothing was sent, because nobody listens there.
pub(super) fn is_refused(error: &ConnectorError) -> bool {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
            return true;
        }
        next = error.source();
    }
    false
}
