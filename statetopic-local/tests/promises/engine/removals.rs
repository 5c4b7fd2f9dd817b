//! An update that only removes makes no row, and no record.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{
    AttributeAction, AttributeDefinition, AttributeValue, AttributeValueUpdate, BillingMode, KeySchemaElement, KeyType,
    ReturnValue, ScalarAttributeType, TimeToLiveSpecification, TransactWriteItem, Update,
};
use statetopic::view::StreamView;
use statetopic_local::stream::Stream;

use crate::support::*;

fn updating(client: &Client, id: &str, expression: &str) -> UpdateItemFluentBuilder {
    let update = client.update_item().table_name(TABLE).set_key(Some(key(id))).update_expression(expression);
    if expression.contains(":set") {
        update.expression_attribute_values(":set", AttributeValue::Ss(vec!["a".to_owned()]))
    } else {
        update
    }
}

fn update_in_transaction(id: &str, expression: &str, condition: Option<&str>) -> TransactWriteItem {
    let update = Update::builder().table_name(TABLE).set_key(Some(key(id))).update_expression(expression);
    let update = update.set_condition_expression(condition.map(str::to_owned));
    TransactWriteItem::builder().update(update.build().unwrap()).build()
}

async fn found(client: &Client, id: &str) -> Option<Item> {
    client.get_item().table_name(TABLE).set_key(Some(key(id))).consistent_read(true).send().await.unwrap().item
}

#[tokio::test]
async fn where_there_is_no_row_there_is_nothing_to_remove() {
    let (engine, client) = engine().await;
    for expression in ["REMOVE n", "remove n, m", "DELETE s :set", "REMOVE n DELETE s :set"] {
        let answer = updating(&client, "a", expression).return_values(ReturnValue::AllNew).send().await.unwrap();
        assert_eq!(answer.attributes, None, "{expression}");
        assert_eq!(found(&client, "a").await, None, "{expression}");
    }
    let removal = AttributeValueUpdate::builder().action(AttributeAction::Delete).build();
    let older = client.update_item().table_name(TABLE).set_key(Some(key("a"))).attribute_updates("n", removal);
    older.send().await.unwrap();
    assert_eq!(found(&client, "a").await, None);
    assert_eq!(event_names(&engine), [""; 0]);
}

#[tokio::test]
async fn with_a_value_beside_it_a_row_is_made() {
    let (engine, client) = engine().await;
    for (id, expression) in [("a", "REMOVE n SET m = :v"), ("b", "ADD m :v REMOVE n")] {
        update(&client, id, expression, n(1)).await;
        assert_eq!(found(&client, id).await, Some(item(id, [("m", n(1))])));
    }
    client.update_item().table_name(TABLE).set_key(Some(key("c"))).send().await.unwrap();
    assert_eq!(found(&client, "c").await, Some(key("c")), "an update of nothing makes a row");
    assert_eq!(event_names(&engine), ["INSERT", "INSERT", "INSERT"]);
}

#[tokio::test]
async fn of_a_row_that_is_there_it_removes() {
    let (engine, client) = engine().await;
    let set = AttributeValue::Ss(vec!["a".to_owned(), "b".to_owned()]);
    put(&client, item("a", [("n", n(1)), ("s", set)])).await;
    updating(&client, "a", "REMOVE n DELETE s :set").send().await.unwrap();
    assert_eq!(found(&client, "a").await, Some(item("a", [("s", AttributeValue::Ss(vec!["b".to_owned()]))])));
    // A row of the key alone stays one.
    updating(&client, "a", "REMOVE s").send().await.unwrap();
    updating(&client, "a", "REMOVE n").send().await.unwrap();
    assert_eq!(found(&client, "a").await, Some(key("a")));
    assert_eq!(event_names(&engine), ["INSERT", "MODIFY", "MODIFY"]);
}

#[tokio::test]
async fn it_is_refused_as_if_a_row_could_be_made() {
    let (engine, client) = engine().await;
    for expression in ["REMOVE id", "REMOVE n.m", "REMOVE n, n", "DELETE n :none", "REMOVE"] {
        let error = updating(&client, "a", expression).send().await.unwrap_err();
        let kind = aws_sdk_dynamodb::error::ProvideErrorMetadata::code(&error);
        assert_eq!(kind, Some("ValidationException"), "{expression}");
    }
    let refused = updating(&client, "a", "REMOVE n").condition_expression("attribute_exists(id)").send().await;
    assert!(refused.unwrap_err().into_service_error().is_conditional_check_failed_exception());
    updating(&client, "a", "REMOVE n").condition_expression("attribute_not_exists(id)").send().await.unwrap();
    assert_eq!(found(&client, "a").await, None);
    assert_eq!(event_names(&engine), [""; 0]);
}

#[tokio::test]
async fn in_a_transaction_it_makes_none_either_and_is_done_once_under_a_token() {
    let (engine, client) = engine().await;
    put(&client, item("c", [("n", n(1))])).await;
    let writes = || {
        let condition = Some("attribute_not_exists(id)");
        vec![
            put_in_transaction(item("a", []), None),
            update_in_transaction("b", "REMOVE n", condition),
            update_in_transaction("c", "REMOVE n", None),
            update_in_transaction("d", "REMOVE n, m", None),
        ]
    };
    for _ in 0..2 {
        let transaction = client.transact_write_items().set_transact_items(Some(writes()));
        transaction.client_request_token("token").send().await.unwrap();
        assert_eq!(found(&client, "b").await, None);
        assert_eq!(found(&client, "d").await, None);
    }
    assert_eq!((found(&client, "a").await, found(&client, "c").await), (Some(key("a")), Some(key("c"))));
    assert_eq!(event_names(&engine), ["INSERT", "INSERT", "MODIFY"]);

    // Meanwhile another has made the row: the token is still that of the same request.
    put(&client, item("b", [("n", n(2))])).await;
    let transaction = client.transact_write_items().set_transact_items(Some(writes()));
    transaction.client_request_token("token").send().await.unwrap();
    assert_eq!(found(&client, "b").await, Some(item("b", [("n", n(2))])));

    let cancelled =
        [update_in_transaction("e", "REMOVE n", None), put_in_transaction(key("a"), Some("attribute_not_exists(id)"))];
    client.transact_write_items().set_transact_items(Some(cancelled.to_vec())).send().await.unwrap_err();
    assert_eq!(event_names(&engine), ["INSERT", "INSERT", "MODIFY", "INSERT"]);
}

#[tokio::test]
async fn a_stream_goes_on_behind_what_made_no_record() {
    let (engine, client) = engine().await;
    let stream = Stream::open(engine.clone(), TABLE, StreamView::NewAndOldImages).unwrap();
    put(&client, key("a")).await;
    updating(&client, "b", "REMOVE n").send().await.unwrap();
    let page = stream.read(None, 10).unwrap();
    assert_eq!((page.records.len(), page.position), (1, stream.end().unwrap()));
    put(&client, key("b")).await;
    let page = stream.read(page.position, 10).unwrap();
    assert_eq!(page.records.len(), 1);
    assert_eq!(page.records[0].1.event_name, "INSERT");
}

#[tokio::test]
async fn the_old_attributes_of_a_row_that_was_made_are_none() {
    let (_, client) = engine().await;
    let adding = |id| {
        let update = client.update_item().table_name(TABLE).set_key(Some(key(id))).update_expression("ADD n :v");
        update.expression_attribute_values(":v", n(1)).return_values(ReturnValue::AllOld)
    };
    assert_eq!(adding("a").send().await.unwrap().attributes, None);
    assert_eq!(adding("a").send().await.unwrap().attributes, Some(item("a", [("n", n(1))])));
    let older = client.update_item().table_name(TABLE).set_key(Some(key("b"))).return_values(ReturnValue::AllOld);
    assert_eq!(older.clone().send().await.unwrap().attributes, None);
    assert_eq!(older.send().await.unwrap().attributes, Some(key("b")));
}

#[tokio::test]
async fn items_whose_time_passed_more_than_five_years_ago_stay() {
    let (engine, client) = engine().await;
    let five_years = 5 * 365 * 24 * 60 * 60;
    for (id, expires) in [("a", 0), ("b", NOW - five_years - 1), ("c", NOW - five_years), ("d", NOW - 1), ("e", NOW)] {
        put(&client, item(id, [("expires", n(expires))])).await;
    }
    assert_eq!(engine.sweep_ttl().unwrap(), 2);
    for (id, stays) in [("a", true), ("b", true), ("c", false), ("d", false), ("e", true)] {
        assert_eq!(found(&client, id).await.is_some(), stays, "{id}");
    }
    assert_eq!(event_names(&engine), ["INSERT", "INSERT", "INSERT", "INSERT", "INSERT", "REMOVE", "REMOVE"]);
    assert_eq!(engine.sweep_ttl().unwrap(), 0);
}

/// A table with a TTL and no stream.
async fn create_quiet_table(client: &Client) {
    let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash).build().unwrap();
    let id =
        AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S).build().unwrap();
    let create = client.create_table().table_name("quiet").billing_mode(BillingMode::PayPerRequest);
    create.key_schema(key).attribute_definitions(id).send().await.unwrap();
    let ttl = TimeToLiveSpecification::builder().attribute_name("expires").enabled(true).build().unwrap();
    client.update_time_to_live().table_name("quiet").time_to_live_specification(ttl).send().await.unwrap();
}

#[tokio::test]
async fn a_table_needs_no_stream() {
    let (engine, client) = engine().await;
    create_quiet_table(&client).await;
    let update = client.update_item().table_name("quiet").set_key(Some(key("a"))).update_expression("REMOVE n");
    update.send().await.unwrap();
    let old = item("b", [("expires", n(0))]);
    client.put_item().table_name("quiet").set_item(Some(old.clone())).send().await.unwrap();
    assert_eq!(engine.sweep_ttl().unwrap(), 0);
    assert_eq!(client.scan().table_name("quiet").send().await.unwrap().items(), [old]);
}
