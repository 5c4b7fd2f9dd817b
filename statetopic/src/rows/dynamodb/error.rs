//! The SDK's errors in the words of rows.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_dynamo::Item;

use crate::rows::error::{CancellationCode, CancellationReason, RowsError};

/// The error of an operation that has no condition.
pub(super) fn single<E, R>(error: &SdkError<E, R>) -> RowsError
where
    E: ProvideErrorMetadata,
    SdkError<E, R>: RequestId,
{
    match error {
        SdkError::ServiceError(service) => RowsError::Service {
            code: service.err().code().unwrap_or("an error without a code").to_owned(),
            request_id: error.request_id().map(str::to_owned),
        },
        SdkError::TimeoutError(_) => RowsError::TimedOut,
        SdkError::ConstructionFailure(_) => RowsError::Build,
        _ => RowsError::Unreachable,
    }
}

pub(super) fn put<R>(error: &SdkError<PutItemError, R>) -> RowsError
where
    SdkError<PutItemError, R>: RequestId,
{
    match error.as_service_error() {
        Some(PutItemError::ConditionalCheckFailedException(failed)) => condition(failed.item.as_ref()),
        _ => single(error),
    }
}

pub(super) fn update<R>(error: &SdkError<UpdateItemError, R>) -> RowsError
where
    SdkError<UpdateItemError, R>: RequestId,
{
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(failed)) => condition(failed.item.as_ref()),
        _ => single(error),
    }
}

pub(super) fn delete<R>(error: &SdkError<DeleteItemError, R>) -> RowsError
where
    SdkError<DeleteItemError, R>: RequestId,
{
    match error.as_service_error() {
        Some(DeleteItemError::ConditionalCheckFailedException(failed)) => condition(failed.item.as_ref()),
        _ => single(error),
    }
}

fn condition(old: Option<&HashMap<String, AttributeValue>>) -> RowsError {
    RowsError::Condition(old.cloned().map(Item::from))
}

pub(super) fn transaction<R>(error: &SdkError<TransactWriteItemsError, R>) -> RowsError
where
    SdkError<TransactWriteItemsError, R>: RequestId,
{
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(exception)) => {
            let reasons = exception.cancellation_reasons().iter().map(|reason| CancellationReason {
                code: CancellationCode::parse(reason.code()),
                old: reason.item().cloned().map(Item::from),
            });
            RowsError::Cancelled { reasons: reasons.collect(), request_id: error.request_id().map(str::to_owned) }
        }
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => RowsError::InProgress,
        _ => single(error),
    }
}
