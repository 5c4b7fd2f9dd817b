//! Faults on request, as the SDK meets them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use statetopic_local::{Engine, FaultAction, FaultKind};

use crate::support::*;

/// Lets each call of `operation` fail this way, and counts the calls.
fn always(engine: &Engine, operation: &'static str, action: FaultAction) -> Arc<AtomicU32> {
    let calls = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&calls);
    engine.inject(move |call| {
        if call.operation() != operation {
            return FaultAction::Pass;
        }
        let number = counter.fetch_add(1, Ordering::Relaxed) + 1;
        assert_eq!(call.attempt(), number);
        assert!(call.touches(TABLE));
        action
    });
    calls
}

#[tokio::test]
async fn a_throttled_call_never_runs_and_is_retried() {
    let (engine, client) = engine().await;
    let calls = always(&engine, "PutItem", FaultAction::FailBefore(FaultKind::Throttling));
    let error = client.put_item().table_name(TABLE).set_item(Some(key("a"))).send().await.unwrap_err();
    assert_eq!(error.code(), Some("ThrottlingException"));
    assert_eq!(calls.load(Ordering::Relaxed), 3);
    engine.heal();
    assert!(event_names(&engine).is_empty());
}

#[tokio::test]
async fn a_broken_connection_is_retried_until_it_holds() {
    let (engine, client) = engine().await;
    for kind in [FaultKind::ConnectionReset, FaultKind::Timeout, FaultKind::ServerError] {
        engine.inject(move |call| match call.attempt() {
            1 => FaultAction::FailBefore(kind),
            _ => FaultAction::Pass,
        });
        put(&client, item("a", [("n", n(1))])).await;
    }
    assert_eq!(event_names(&engine), ["INSERT"]);
}

#[tokio::test]
async fn a_lost_answer_leaves_the_write_behind() {
    let (engine, client) = engine().await;
    let calls = always(&engine, "PutItem", FaultAction::FailAfter(FaultKind::Crash));
    let error = client.put_item().table_name(TABLE).set_item(Some(key("a"))).send().await.unwrap_err();
    assert!(matches!(error, SdkError::DispatchFailure(_)));
    assert_eq!(calls.load(Ordering::Relaxed), 1, "a caller that is gone retries nothing");
    assert_eq!(event_names(&engine), ["INSERT"]);
}

#[tokio::test]
async fn a_crash_before_a_commit_leaves_nothing_behind() {
    let (engine, client) = engine().await;
    let calls = always(&engine, "TransactWriteItems", FaultAction::FailBefore(FaultKind::Crash));
    let write = put_in_transaction(key("a"), None);
    client.transact_write_items().transact_items(write).send().await.unwrap_err();
    assert_eq!(calls.load(Ordering::Relaxed), 1);
    assert!(event_names(&engine).is_empty());
}

#[tokio::test]
async fn a_transaction_whose_answer_is_lost_is_retried_under_its_token_and_commits_once() {
    let (engine, client) = engine().await;
    put(&client, item("a", [("n", n(1))])).await;
    engine.inject(|call| match call.attempt() {
        1 => FaultAction::FailAfter(FaultKind::ConnectionReset),
        _ => FaultAction::Pass,
    });
    let add = aws_sdk_dynamodb::types::Update::builder()
        .table_name(TABLE)
        .set_key(Some(key("a")))
        .update_expression("ADD n :v")
        .expression_attribute_values(":v", n(1))
        .build()
        .unwrap();
    let add = aws_sdk_dynamodb::types::TransactWriteItem::builder().update(add).build();
    client.transact_write_items().transact_items(add).send().await.unwrap();
    engine.heal();
    let found = client.get_item().table_name(TABLE).set_key(Some(key("a"))).send().await.unwrap();
    assert_eq!(found.item.unwrap()["n"], n(2));
}

#[tokio::test]
async fn a_refused_call_is_not_retried() {
    let (engine, client) = engine().await;
    let calls = always(&engine, "PutItem", FaultAction::FailBefore(FaultKind::AccessDenied));
    let error = client.put_item().table_name(TABLE).set_item(Some(key("a"))).send().await.unwrap_err();
    assert_eq!(error.code(), Some("AccessDeniedException"));
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_policy_tells_clients_apart() {
    let (engine, client) = engine().await;
    engine.inject(|call| match call.client() {
        "subscriber" => FaultAction::FailBefore(FaultKind::Crash),
        _ => FaultAction::Pass,
    });
    put(&client, key("a")).await;
    let subscriber = engine.client_named("subscriber");
    subscriber.put_item().table_name(TABLE).set_item(Some(key("b"))).send().await.unwrap_err();
    assert_eq!(event_names(&engine), ["INSERT"]);
}

#[tokio::test]
async fn a_conflict_cancels_a_transaction_fails_a_write_and_is_not_met_by_a_read() {
    let (engine, client) = engine().await;
    for action in [FaultAction::FailBefore, FaultAction::FailAfter] {
        let calls = always(&engine, "TransactWriteItems", action(FaultKind::TransactionConflict));
        let writes = [put_in_transaction(key("a"), None), put_in_transaction(key("b"), None)];
        let request = client.transact_write_items().set_transact_items(Some(writes.into()));
        let error = request.send().await.unwrap_err().into_service_error();
        let TransactWriteItemsError::TransactionCanceledException(cancelled) = error else { panic!("{error:?}") };
        let codes: Vec<_> = cancelled.cancellation_reasons().iter().map(|reason| reason.code()).collect();
        assert_eq!(codes, [Some("TransactionConflict"), Some("None")]);
        assert_eq!(calls.load(Ordering::Relaxed), 1, "it is for the caller to try again");
        always(&engine, "PutItem", action(FaultKind::TransactionConflict));
        let error = client.put_item().table_name(TABLE).set_item(Some(key("a"))).send().await.unwrap_err();
        assert_eq!(error.code(), Some("TransactionConflictException"));
        always(&engine, "GetItem", action(FaultKind::TransactionConflict));
        client.get_item().table_name(TABLE).set_key(Some(key("a"))).send().await.unwrap();
    }
    engine.heal();
    assert!(event_names(&engine).is_empty());
}
