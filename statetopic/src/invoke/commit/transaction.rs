//! One transaction for each record: its writes and its ledger row, together or not at all.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};

use super::Committed;
use super::cancelled::{Cancelled, applied_before, cancelled};
use super::error::{CONFLICT_ATTEMPTS, CommitError, MAX_OPERATIONS};
use crate::clock::Clock;
use crate::connections::{ConnectError, Connections};
use crate::invoke::in_flight::RecordInFlight;
use crate::ledger;
use crate::schema::TableSchema;
use crate::table::expression::{NewerCondition, UpdateExpression, key_item, to_sdk_item};
use crate::table::{TableError, boxed};
use crate::writes::{Operation, Write};

/// Commits a subscriber's writes.
pub(crate) struct Committer {
    client: Client,
    clock: Clock,
    subscriber: &'static str,
    ledger: String,
    /// Physical names by logical ones.
    tables: HashMap<&'static str, String>,
}

impl Committer {
    pub(crate) async fn connect(
        connections: &Connections,
        subscriber: &'static str,
        tables: &[TableSchema],
    ) -> Result<Self, ConnectError> {
        let environment = connections.environment();
        let names = tables.iter().map(|schema| Ok((schema.table, environment.table_name(schema.table)?)));
        Ok(Self {
            tables: names.collect::<Result<_, ConnectError>>()?,
            ledger: environment.table_name(ledger::SCHEMA.table)?,
            client: connections.dynamodb().await,
            clock: connections.clock().clone(),
            subscriber,
        })
    }

    /// Commits the writes of one record. A record whose writes have been committed before is done, and so is one that
    /// comes after a later change of its item: applied now, it would undo what that one did.
    pub(crate) async fn commit(&self, head: &RecordInFlight, mut writes: Vec<Write>) -> Result<Committed, CommitError> {
        // Without writes there is nothing that a duplicate could repeat.
        if writes.is_empty() {
            return Ok(Committed::Now);
        }
        if writes.len() >= MAX_OPERATIONS {
            return Err(CommitError::TooMany { operations: writes.len() });
        }
        let applied = head.record.sequence_number.padded();
        let mut attempt = 0;
        loop {
            let mut items = vec![self.ledger_row(head, &applied)?];
            for write in &writes {
                items.push(self.operation(write)?);
            }
            // The SDK makes a token for each request and keeps it over its own retries.
            let request = self.client.transact_write_items().set_transact_items(Some(items));
            let Err(error) = boxed(request.send()).await else { return Ok(Committed::Now) };
            match not_committed(&error, &writes, &applied) {
                Cancelled::Duplicate(committed) => return Ok(committed),
                // Each round leaves out at least one write, so there is an end to it.
                Cancelled::Stale(stale) => {
                    let mut place = 0;
                    writes.retain(|_| {
                        place += 1;
                        !stale.contains(&(place - 1))
                    });
                    if writes.is_empty() {
                        return Ok(Committed::Now);
                    }
                }
                Cancelled::Conflict if attempt + 1 == CONFLICT_ATTEMPTS => return Err(CommitError::Conflict),
                Cancelled::Conflict => {
                    tokio::time::sleep(backoff(attempt, &applied)).await;
                    attempt += 1;
                }
                Cancelled::Error(error) => return Err(error),
            }
        }
    }

    /// Whether the writes of a record, or of a later one of its item, have been committed before.
    pub(crate) async fn applied(&self, head: &RecordInFlight) -> Result<Option<Committed>, CommitError> {
        let entry = ledger::entry(self.subscriber, &head.source, &head.item);
        let request = self.client.get_item().table_name(&self.ledger).consistent_read(true);
        let request = request.key(ledger::ENTRY, AttributeValue::S(entry)).projection_expression(ledger::APPLIED_SEQ);
        let output = boxed(request.send()).await;
        let output = output.map_err(|error| CommitError::Service(TableError::of("GetItem", &self.ledger, &error)))?;
        let applied = head.record.sequence_number.padded();
        Ok(output.item.as_ref().and_then(|row| applied_before(row, &applied)))
    }

    fn ledger_row(&self, head: &RecordInFlight, applied: &str) -> Result<TransactWriteItem, CommitError> {
        let entry = ledger::entry(self.subscriber, &head.source, &head.item);
        let expires_at = self.clock.epoch_seconds().after(ledger::KEPT);
        let update = Update::builder()
            .table_name(&self.ledger)
            .key(ledger::ENTRY, AttributeValue::S(entry))
            .update_expression("SET #applied = :applied, #expires = :expires")
            .condition_expression("attribute_not_exists(#applied) OR #applied < :applied")
            .expression_attribute_names("#applied", ledger::APPLIED_SEQ)
            .expression_attribute_names("#expires", ledger::expires_at())
            .expression_attribute_values(":applied", AttributeValue::S(applied.to_owned()))
            .expression_attribute_values(":expires", AttributeValue::N(expires_at.to_string()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|error| CommitError::Service(TableError::build(&self.ledger, &error)))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn operation(&self, write: &Write) -> Result<TransactWriteItem, CommitError> {
        // Every model of `Writes<(A, B)>` was connected, and no other can be written.
        let table = self.tables.get(write.schema.table).map_or(write.schema.table, String::as_str);
        let invalid = |error| CommitError::Service(TableError::build(table, &error));
        let item = TransactWriteItem::builder();
        let item = match &write.operation {
            Operation::Put(row) => {
                let put = Put::builder().table_name(table).set_item(Some(to_sdk_item(row.clone())));
                item.put(put.build().map_err(invalid)?)
            }
            Operation::PutIfNewer(row) => {
                let row = to_sdk_item(row.clone());
                let mut put = Put::builder().table_name(table);
                if let Some(newer) = NewerCondition::of(&write.schema, &row) {
                    put = put
                        .condition_expression(newer.condition)
                        .set_expression_attribute_names(Some(newer.names))
                        .set_expression_attribute_values(Some(newer.values));
                }
                item.put(put.set_item(Some(row)).build().map_err(invalid)?)
            }
            Operation::Delete => {
                let key = key_item(&write.schema, &write.key);
                let delete = Delete::builder().table_name(table).set_key(Some(key));
                item.delete(delete.build().map_err(invalid)?)
            }
            Operation::Update(actions) => {
                let expression = UpdateExpression::of(actions);
                let update = Update::builder()
                    .table_name(table)
                    .set_key(Some(key_item(&write.schema, &write.key)))
                    .update_expression(expression.update)
                    .set_condition_expression(expression.condition)
                    .set_expression_attribute_names(Some(expression.names))
                    .set_expression_attribute_values(expression.values);
                item.update(update.build().map_err(invalid)?)
            }
        };
        Ok(item.build())
    }
}

/// Reads why a transaction was not carried out.
fn not_committed(error: &SdkError<TransactWriteItemsError>, writes: &[Write], applied: &str) -> Cancelled {
    let service_error = || CommitError::Service(TableError::of("TransactWriteItems", "", error));
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(exception)) => {
            cancelled(exception.cancellation_reasons(), writes, applied)
                .unwrap_or_else(|| Cancelled::Error(service_error()))
        }
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => Cancelled::Conflict,
        _ => Cancelled::Error(service_error()),
    }
}

/// Twice as long each time, and not the same for two records that met.
fn backoff(attempt: u32, applied: &str) -> Duration {
    let spread = applied.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte))) % 10;
    Duration::from_millis((10 + spread) << attempt)
}
