//! The loop that a careful user writes: each record in a transaction with a row that makes it idempotent.

use aws_lambda_events::dynamodb::Event;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem, Update};
use serde::Deserialize;
use statetopic::BoxError;

/// The row that a stream's record has of an order.
#[derive(Deserialize)]
struct Image {
    group: u32,
    amount: u32,
}

pub(crate) async fn handle(client: &Client, event: &[u8]) -> Result<(), BoxError> {
    let event: Event = serde_json::from_slice(event)?;
    for record in event.records {
        let image: Image = serde_dynamo::from_item(record.change.new_image)?;
        // The ledger's table, so that both have the same.
        let seen = Put::builder()
            .table_name("statetopic-ledger")
            .item("entry", AttributeValue::S(record.event_id))
            .condition_expression("attribute_not_exists(entry)")
            .build()?;
        let add = Update::builder()
            .table_name("bench-totals")
            .key("group", AttributeValue::N(image.group.to_string()))
            .update_expression("ADD changes :one, amount :amount")
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .expression_attribute_values(":amount", AttributeValue::N(image.amount.to_string()))
            .build()?;
        let items = [TransactWriteItem::builder().put(seen).build(), TransactWriteItem::builder().update(add).build()];
        Box::pin(client.transact_write_items().set_transact_items(Some(items.into())).send()).await?;
    }
    Ok(())
}
