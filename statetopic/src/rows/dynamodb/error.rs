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

use super::retry;
use crate::rows::error::{CancellationCode, CancellationReason, RowsError};

/// The error of an operation that has no condition.
pub(super) fn single<E: ProvideErrorMetadata>(error: &SdkError<E>) -> RowsError {
    match error {
        SdkError::ServiceError(service) => RowsError::Service {
            code: service.err().code().unwrap_or("an error without a code").to_owned(),
            request_id: error.request_id().map(str::to_owned),
            is_fault: service.raw().status().is_server_error(),
        },
        SdkError::TimeoutError(_) => RowsError::TimedOut,
        SdkError::ConstructionFailure(_) => RowsError::Build,
        SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
            Some(error) if retry::is_refused(error) => RowsError::Unreachable,
            Some(error) => RowsError::NoAnswer { passes: error.is_io() || error.is_timeout() },
            None => RowsError::NoAnswer { passes: false },
        },
        _ => RowsError::NoAnswer { passes: true },
    }
}

pub(super) fn put(error: &SdkError<PutItemError>) -> RowsError {
    match error.as_service_error() {
        Some(PutItemError::ConditionalCheckFailedException(failed)) => condition(failed.item.as_ref()),
        _ => single(error),
    }
}

pub(super) fn update(error: &SdkError<UpdateItemError>) -> RowsError {
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(failed)) => condition(failed.item.as_ref()),
        _ => single(error),
    }
}

pub(super) fn delete(error: &SdkError<DeleteItemError>) -> RowsError {
    match error.as_service_error() {
        Some(DeleteItemError::ConditionalCheckFailedException(failed)) => condition(failed.item.as_ref()),
        _ => single(error),
    }
}

fn condition(old: Option<&HashMap<String, AttributeValue>>) -> RowsError {
    RowsError::Condition(old.cloned().map(Item::from))
}

pub(super) fn transaction(error: &SdkError<TransactWriteItemsError>) -> RowsError {
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
