//! Errors of `aws-sdk-dynamodb`, for functions that call it themselves.

use std::error::Error;

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemError;
use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemError;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::get_item::GetItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::query::QueryError;
use aws_sdk_dynamodb::operation::scan::ScanError;
use aws_sdk_dynamodb::operation::transact_get_items::TransactGetItemsError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_smithy_runtime_api::client::result::ConnectorError;

use crate::table::is_code_of_service;

/// Whether an error is one of a network, or an answer of the service's that is not about the request.
///
/// An `SdkError` of an operation has the connector's or the operation's own error among its causes.
pub(super) fn is_of_service(error: &(dyn Error + 'static)) -> bool {
    error.is::<ConnectorError>() || code(error).is_some_and(is_code_of_service)
}

/// The code of the service's answer.
fn code<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a str> {
    fn of<'a, E: Error + ProvideErrorMetadata + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a str> {
        error.downcast_ref::<E>().and_then(ProvideErrorMetadata::code)
    }

    of::<PutItemError>(error)
        .or_else(|| of::<UpdateItemError>(error))
        .or_else(|| of::<DeleteItemError>(error))
        .or_else(|| of::<GetItemError>(error))
        .or_else(|| of::<QueryError>(error))
        .or_else(|| of::<ScanError>(error))
        .or_else(|| of::<BatchGetItemError>(error))
        .or_else(|| of::<BatchWriteItemError>(error))
        .or_else(|| of::<TransactWriteItemsError>(error))
        .or_else(|| of::<TransactGetItemsError>(error))
        .or_else(|| of::<aws_sdk_dynamodb::Error>(error))
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::error::ErrorMetadata;

    use super::*;

    #[test]
    fn an_answer_of_the_service_is_known_by_its_code() {
        let answer = |code: &str| PutItemError::generic(ErrorMetadata::builder().code(code).build());
        for code in ["ThrottlingException", "ProvisionedThroughputExceededException", "AccessDeniedException"] {
            assert!(is_of_service(&answer(code)), "{code}");
            assert!(is_of_service(&aws_sdk_dynamodb::Error::from(answer(code))), "{code}");
        }
        for code in ["ValidationException", "ConditionalCheckFailedException"] {
            assert!(!is_of_service(&answer(code)), "{code}");
        }
        assert!(!is_of_service(&std::fmt::Error));
    }
}
