//! Writes of one row whose answers are lost.
//!
//! DynamoDB remembers no request but transactions, which cost twice the write units, fail where others are on the row, and do not
//! exist on tables of strong consistency between Regions. So each write is an ordinary request, and what the AWS SDK would do on
//! its own, to send it again where it may have been carried out, depends on what it would do the second time.

use super::equal::equal_attributes;
use super::operation::{Change, Repeat, Retries, RowOperation};
use super::{Rows, RowsError};

pub(super) async fn write(rows: &Rows, operation: RowOperation<'_>) -> Result<(), RowsError> {
    let again = match operation.repeat() {
        Repeat::Same => return send(rows, operation, Retries::All).await,
        Repeat::Conditional => Some(operation.clone()),
        Repeat::More => None,
    };
    match (send(rows, operation, Retries::Certain).await, again) {
        (Err(error), Some(again)) if error.is_worth_repeating() => repeat(rows, again).await,
        (done, _) => done,
    }
}

#[cold]
async fn repeat(rows: &Rows, operation: RowOperation<'_>) -> Result<(), RowsError> {
    match send(rows, operation.clone(), Retries::All).await {
        Err(RowsError::Condition(old)) => {
            let is_put = match (&operation.change, &old) {
                (Change::Put(row), Some(old)) => equal_attributes(row.inner(), old.inner()),
                _ => false,
            };
            Err(RowsError::Repeated { old, is_put })
        }
        done => done,
    }
}

async fn send(rows: &Rows, operation: RowOperation<'_>, retries: Retries) -> Result<(), RowsError> {
    match *rows {
        #[cfg(feature = "sdk")]
        Rows::DynamoDb(ref rows) => rows.write(operation, retries).await,
        #[cfg(feature = "memory")]
        Rows::Memory(ref rows) => rows.write(operation, retries).await,
    }
}
