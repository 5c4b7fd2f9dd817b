//! The real SDK against the embedded engine: every operation that the engine serves.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, Get, KeysAndAttributes, PutRequest, ReturnValue, ReturnValuesOnConditionCheckFailure,
    TransactGetItem, TransactWriteItem, Update, WriteRequest,
};

use crate::support::*;

#[tokio::test]
async fn an_item_is_written_read_changed_and_deleted() {
    let (_, client) = engine().await;
    put(&client, item("a", [("n", n(1)), ("b", AttributeValue::B(vec![0, 255].into()))])).await;
    update(&client, "a", "ADD n :v", n(2)).await;

    let read = client.get_item().table_name(TABLE).set_key(Some(key("a"))).consistent_read(true);
    let found = read.clone().send().await.unwrap().item.unwrap();
    assert_eq!(found["n"], n(3));
    assert_eq!(found["b"], AttributeValue::B(vec![0, 255].into()));

    let deleted = client.delete_item().table_name(TABLE).set_key(Some(key("a")));
    let deleted = deleted.return_values(ReturnValue::AllOld).send().await.unwrap();
    assert_eq!(deleted.attributes.unwrap()["n"], n(3));
    assert_eq!(read.send().await.unwrap().item, None);
}

#[tokio::test]
async fn items_are_queried_and_scanned() {
    let (_, client) = engine().await;
    for id in ["a", "b", "c"] {
        put(&client, item(id, [])).await;
    }
    let query = client
        .query()
        .table_name(TABLE)
        .key_condition_expression("id = :id")
        .expression_attribute_values(":id", s("b"));
    assert_eq!(query.send().await.unwrap().items(), [key("b")]);

    let mut pages = client.scan().table_name(TABLE).limit(2).into_paginator().send();
    let mut count = 0;
    while let Some(page) = pages.next().await {
        count += page.unwrap().items().len();
    }
    assert_eq!(count, 3);
}

#[tokio::test]
async fn batches_write_and_read() {
    let (engine, client) = engine().await;
    let writes = ["a", "b"].map(|id| {
        let put = PutRequest::builder().set_item(Some(key(id))).build().unwrap();
        WriteRequest::builder().put_request(put).build()
    });
    let batch = client.batch_write_item().request_items(TABLE, writes.to_vec());
    assert!(batch.send().await.unwrap().unprocessed_items.is_none_or(|items| items.is_empty()));

    let keys = KeysAndAttributes::builder().keys(key("a")).keys(key("b")).keys(key("c")).build().unwrap();
    let batch = client.batch_get_item().request_items(TABLE, keys).send().await.unwrap();
    assert_eq!(batch.responses.unwrap()[TABLE].len(), 2);
    assert_eq!(event_names(&engine), ["INSERT", "INSERT"]);
}

#[tokio::test]
async fn a_transaction_is_read_as_it_was_written() {
    let (_, client) = engine().await;
    let writes = ["a", "b"].map(|id| put_in_transaction(item(id, [("n", n(7))]), None));
    let transaction = client.transact_write_items().set_transact_items(Some(writes.to_vec()));
    transaction.send().await.unwrap();

    let gets = ["a", "b"].map(|id| {
        let get = Get::builder().table_name(TABLE).set_key(Some(key(id))).build().unwrap();
        TransactGetItem::builder().get(get).build()
    });
    let read = client.transact_get_items().set_transact_items(Some(gets.to_vec()));
    let items = read.send().await.unwrap().responses.unwrap();
    assert!(items.iter().all(|answer| answer.item.as_ref().unwrap()["n"] == n(7)));
}

#[tokio::test]
async fn the_same_request_token_writes_once() {
    let (engine, client) = engine().await;
    for _ in 0..2 {
        let write = put_in_transaction(item("a", []), None);
        let transaction = client.transact_write_items().transact_items(write);
        transaction.client_request_token("token-1").send().await.unwrap();
    }
    assert_eq!(event_names(&engine), ["INSERT"]);
}

#[tokio::test]
async fn a_cancelled_transaction_says_why_and_what_the_item_was() {
    let (engine, client) = engine().await;
    put(&client, item("b", [("n", n(1))])).await;
    let writes = vec![
        put_in_transaction(item("a", []), None),
        put_in_transaction(item("b", []), Some("attribute_not_exists(id)")),
    ];
    let transaction = client.transact_write_items().set_transact_items(Some(writes));
    let error = transaction.send().await.unwrap_err().into_service_error();
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = error else {
        panic!("{error}");
    };
    let reasons = cancelled.cancellation_reasons();
    assert_eq!(reasons[0].code(), Some("None"));
    assert_eq!(reasons[1].code(), Some("ConditionalCheckFailed"));
    assert_eq!(reasons[1].item().unwrap(), &item("b", [("n", n(1))]));
    assert_eq!(event_names(&engine), ["INSERT"], "a cancelled transaction makes no record");
}

#[tokio::test]
async fn a_failed_condition_makes_no_record() {
    let (engine, client) = engine().await;
    put(&client, item("a", [("n", n(1))])).await;
    let refused = client
        .put_item()
        .table_name(TABLE)
        .set_item(Some(item("a", [("n", n(2))])))
        .condition_expression("attribute_not_exists(id)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    let error = refused.send().await.unwrap_err().into_service_error();
    assert!(error.is_conditional_check_failed_exception());

    let refused = client.delete_item().table_name(TABLE).set_key(Some(key("a")));
    let refused = refused.condition_expression("n > :v").expression_attribute_values(":v", n(5));
    let error = refused.send().await.unwrap_err().into_service_error();
    assert!(error.is_conditional_check_failed_exception());

    // Nor does the removal of what was never there.
    delete(&client, "z").await;
    assert_eq!(event_names(&engine), ["INSERT"]);
}

#[tokio::test]
async fn tables_are_listed_described_and_deleted() {
    let (_, client) = engine().await;
    create_table(&client, "users").await;
    let tables = client.list_tables().send().await.unwrap();
    assert_eq!(tables.table_names(), ["orders", "users"]);

    let described = client.describe_table().table_name(TABLE).send().await.unwrap().table.unwrap();
    assert_eq!(described.table_arn(), Some("arn:aws:dynamodb:eu-north-1:123456789012:table/orders"));
    assert_eq!(described.latest_stream_label(), Some("2023-11-14T22:13:20.000"));
    assert_eq!(
        described.latest_stream_arn(),
        Some("arn:aws:dynamodb:eu-north-1:123456789012:table/orders/stream/2023-11-14T22:13:20.000")
    );
    let ttl = client.describe_time_to_live().table_name(TABLE).send().await.unwrap();
    assert_eq!(ttl.time_to_live_description().unwrap().attribute_name(), Some("expires"));

    client.delete_table().table_name("users").send().await.unwrap();
    let error = client.describe_table().table_name("users").send().await.unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
}

#[tokio::test]
async fn an_operation_that_is_not_served_is_refused_as_dynamodb_refuses_one() {
    let (_, client) = engine().await;
    let error = client.describe_limits().send().await.unwrap_err();
    assert_eq!(error.code(), Some("UnknownOperationException"));
}

#[tokio::test]
async fn a_request_that_dynamodb_refuses_is_refused_in_its_words() {
    let (_, client) = engine().await;
    let error = client.put_item().table_name("no").set_item(Some(key("a"))).send().await.unwrap_err();
    assert_eq!(error.code(), Some("ValidationException"));
    let message = error.message().unwrap().to_owned();
    assert!(!message.contains("VALIDATION:"), "{message}");

    let error = client.put_item().table_name(TABLE).item("other", s("secret")).send().await.unwrap_err();
    assert_eq!(error.code(), Some("ValidationException"));
    assert!(!error.message().unwrap().contains("secret"));

    let error = client.get_item().table_name("nothing").set_key(Some(key("a"))).send().await.unwrap_err();
    assert!(matches!(&error, SdkError::ServiceError(error) if error.err().is_resource_not_found_exception()));
}

#[tokio::test]
async fn a_view_that_dynamodb_does_not_have_is_refused() {
    let (_, client) = engine().await;
    let stream = aws_sdk_dynamodb::types::StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type("NEW_IMAGES".into())
        .build()
        .unwrap();
    let error = client.create_table().table_name("other").stream_specification(stream).send().await;
    let error = error.unwrap_err();
    assert_eq!(error.code(), Some("ValidationException"));
    assert!(error.message().unwrap().contains("streamViewType"));
}

#[tokio::test]
async fn a_transaction_changes_no_attribute_of_a_key() {
    let (_, client) = engine().await;
    put(&client, item("a", [("n", n(1))])).await;
    for expression in ["SET id = :v", "REMOVE id", "SET n = :v, id = :v"] {
        let values = expression.contains(":v").then(|| [(":v".to_owned(), s("b"))].into());
        let update = Update::builder().table_name(TABLE).set_key(Some(key("a"))).update_expression(expression);
        let update = update.set_expression_attribute_values(values).build().unwrap();
        let other = put_in_transaction(item("other", []), None);
        let request = client.transact_write_items().transact_items(other);
        let request = request.transact_items(TransactWriteItem::builder().update(update).build());
        let error = request.send().await.unwrap_err().into_service_error();
        let TransactWriteItemsError::TransactionCanceledException(cancelled) = error else { panic!("{error:?}") };
        let codes: Vec<_> = cancelled.cancellation_reasons().iter().filter_map(|reason| reason.code()).collect();
        assert_eq!(codes, ["None", "ValidationError"], "{expression}");
    }
    let rows = client.scan().table_name(TABLE).send().await.unwrap();
    assert_eq!(rows.items(), [item("a", [("n", n(1))])]);
}

#[tokio::test]
async fn an_attribute_is_not_compared_with_itself() {
    let (_, client) = engine().await;
    put(&client, item("a", [("n", n(1))])).await;
    let delete = client.delete_item().table_name(TABLE).set_key(Some(key("a"))).condition_expression("n = n");
    let error = delete.send().await.unwrap_err();
    assert_eq!(error.code(), Some("ValidationException"));
    assert!(error.message().unwrap().contains("The first operand must be distinct"), "{error:?}");
}
