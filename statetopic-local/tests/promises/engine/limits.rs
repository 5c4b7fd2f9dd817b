//! What DynamoDB refuses of keys and of expressions.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Put, PutRequest, Select, TransactWriteItem, Update, WriteRequest};
use statetopic::schema::{IndexSchema, KeyElement, Projection, ScalarType, TableSchema};
use statetopic_local::Local;

use crate::support::*;

const ID: KeyElement = KeyElement::new("id", ScalarType::S);
const TAG: KeyElement = KeyElement::new("tag", ScalarType::S);
const PLACE: KeyElement = KeyElement::new("place", ScalarType::B);

/// A table with a global index by tag and place, and a local one by place.
const INDEXED: TableSchema =
    TableSchema::new("indexed", ID).with_sort_key(KeyElement::new("at", ScalarType::S)).with_indexes(&[
        IndexSchema::global("by-tag", &[TAG]).with_sort_key(&[PLACE]).with_projection(Projection::KeysOnly),
        IndexSchema::local("by-place", &[ID]).with_sort_key(&[PLACE]),
    ]);

async fn indexed() -> (Local, Client) {
    let local = Local::start().unwrap();
    local.create_table(&INDEXED).await.unwrap();
    let client = local.client();
    (local, client)
}

fn row<const N: usize>(id: &str, attributes: [(&str, AttributeValue); N]) -> Item {
    let mut row = item(id, attributes);
    row.insert("at".to_owned(), s("1"));
    row
}

fn row_key(id: &str) -> Item {
    row(id, [])
}

fn text(length: usize) -> AttributeValue {
    s(&"x".repeat(length))
}

fn bytes(length: usize) -> AttributeValue {
    AttributeValue::B(vec![7; length].into())
}

/// Values that no index can hold.
fn too_long() -> [(&'static str, AttributeValue); 2] {
    [("tag", text(2049)), ("place", bytes(1025))]
}

fn is_refused<T, E: ProvideErrorMetadata>(result: Result<T, SdkError<E>>) -> bool {
    result.is_err_and(|error| error.code() == Some("ValidationException"))
}

fn setting(client: &Client, id: &str, expression: &str) -> UpdateItemFluentBuilder {
    client.update_item().table_name("indexed").set_key(Some(row_key(id))).update_expression(expression)
}

async fn count(client: &Client) -> i32 {
    client.scan().table_name("indexed").send().await.unwrap().count()
}

#[tokio::test]
async fn a_put_has_keys_of_indexes_that_are_short_enough() {
    let (_local, client) = indexed().await;
    let put = |item| client.put_item().table_name("indexed").set_item(Some(item)).send();
    put(row("a", [("tag", text(2048)), ("place", bytes(1024)), ("note", text(5000))])).await.unwrap();
    for (name, value) in too_long() {
        assert!(is_refused(put(row("b", [(name, value.clone())])).await), "{name}");
        let request = PutRequest::builder().set_item(Some(row("b", [(name, value)]))).build().unwrap();
        let first = PutRequest::builder().set_item(Some(row_key("c"))).build().unwrap();
        let writes = [first, request].map(|put| WriteRequest::builder().put_request(put).build());
        assert!(is_refused(client.batch_write_item().request_items("indexed", writes.to_vec()).send().await), "{name}");
    }
    assert_eq!(count(&client).await, 1);
}

#[tokio::test]
async fn an_update_makes_no_key_of_an_index_that_is_too_long() {
    let (_local, client) = indexed().await;
    let large = row("a", [("large", text(3000)), ("tag", s("old"))]);
    client.put_item().table_name("indexed").set_item(Some(large)).send().await.unwrap();
    for (name, value) in too_long() {
        let update = setting(&client, "a", "SET #name = :v").expression_attribute_names("#name", name);
        assert!(is_refused(update.expression_attribute_values(":v", value).send().await), "{name}");
    }
    assert!(is_refused(setting(&client, "a", "SET note = large, tag = large").send().await));
    let otherwise = |expression| setting(&client, "a", expression).expression_attribute_values(":v", text(3000));
    assert!(is_refused(otherwise("SET tag = if_not_exists(nothing, :v)").send().await));
    otherwise("SET tag = if_not_exists(tag, :v)").send().await.unwrap();
    otherwise("SET note = :v").send().await.unwrap();
    let found = client.get_item().table_name("indexed").set_key(Some(row_key("a"))).send().await.unwrap();
    assert_eq!(found.item.unwrap()["tag"], s("old"));
}

#[tokio::test]
async fn a_transaction_is_cancelled_by_a_key_that_no_index_can_hold() {
    let (_local, client) = indexed().await;
    for (name, value) in too_long() {
        let put = |item| Put::builder().table_name("indexed").set_item(Some(item)).build().unwrap();
        let update = Update::builder().table_name("indexed").set_key(Some(row_key("c")));
        let update = update.update_expression("SET #name = :v").expression_attribute_names("#name", name);
        let update = update.expression_attribute_values(":v", value.clone()).build().unwrap();
        let writes = vec![
            TransactWriteItem::builder().put(put(row_key("a"))).build(),
            TransactWriteItem::builder().put(put(row("b", [(name, value)]))).build(),
            TransactWriteItem::builder().update(update).build(),
        ];
        let error = client.transact_write_items().set_transact_items(Some(writes)).send().await.unwrap_err();
        let TransactWriteItemsError::TransactionCanceledException(cancelled) = error.into_service_error() else {
            panic!("{name}")
        };
        let codes: Vec<_> = cancelled.cancellation_reasons().iter().map(|reason| reason.code().unwrap()).collect();
        assert_eq!(codes, ["None", "ValidationError", "ValidationError"]);
        let message = cancelled.message().unwrap();
        assert!(message.ends_with("[None, ValidationError, ValidationError]"), "{message}");
    }
    assert_eq!(count(&client).await, 0, "none of them is carried out");
}

#[tokio::test]
async fn a_query_asks_for_no_empty_key() {
    let (_local, client) = indexed().await;
    let query = |index: Option<&str>, condition: &str| {
        let query = client.query().table_name("indexed").set_index_name(index.map(str::to_owned));
        query.key_condition_expression(condition.to_owned())
    };
    for (index, condition) in
        [(None, "id = :empty"), (Some("by-tag"), "tag = :empty"), (Some("by-place"), "id = :empty")]
    {
        let empty = query(index, condition).expression_attribute_values(":empty", s("")).send().await;
        assert!(is_refused(empty), "{condition}");
    }
    let full = query(None, "id = :id AND begins_with(#at, :empty)").expression_attribute_names("#at", "at");
    full.expression_attribute_values(":id", s("a")).expression_attribute_values(":empty", s("")).send().await.unwrap();
    let empty = query(None, "id = :id AND #at = :empty").expression_attribute_names("#at", "at");
    let empty = empty.expression_attribute_values(":id", s("a")).expression_attribute_values(":empty", s(""));
    assert!(is_refused(empty.send().await));
}

#[tokio::test]
async fn an_index_gives_all_attributes_only_where_it_has_them() {
    let (_local, client) = indexed().await;
    let query = |index: &str, name: &str, value| {
        let query = client.query().table_name("indexed").index_name(index).select(Select::AllAttributes);
        let query = query.key_condition_expression("#key = :key").expression_attribute_names("#key", name);
        query.expression_attribute_values(":key", value).send()
    };
    assert!(is_refused(query("by-tag", "tag", s("a")).await));
    query("by-place", "id", s("a")).await.unwrap();
    let scan = client.scan().table_name("indexed").index_name("by-tag").select(Select::AllAttributes);
    assert!(is_refused(scan.send().await));
}

#[tokio::test]
async fn there_is_nothing_within_a_key() {
    let (_local, client) = indexed().await;
    for path in ["id.a", "#at[0]", "tag.a.b", "note, place[1]"] {
        let get = client.get_item().table_name("indexed").set_key(Some(row_key("a"))).projection_expression(path);
        let get = get
            .set_expression_attribute_names(path.contains('#').then(|| [("#at".to_owned(), "at".to_owned())].into()));
        assert!(is_refused(get.send().await), "{path}");
    }
    let get = client.get_item().table_name("indexed").set_key(Some(row_key("a")));
    get.projection_expression("note.id.tag[0], id").send().await.unwrap();
    let scan = client.scan().table_name("indexed").filter_expression("attribute_exists(tag.a)");
    assert!(is_refused(scan.send().await));
}

#[tokio::test]
async fn expressions_have_the_limits_of_dynamodb() {
    let (_, client) = engine().await;
    put(&client, item("a", [("n", n(1))])).await;
    let put_if = |condition: String| {
        let put = client.put_item().table_name(TABLE).set_item(Some(key("a"))).condition_expression(condition);
        put.expression_attribute_values(":v", n(1)).send()
    };
    let alternatives = |count: usize| vec!["n = :v"; count].join(" OR ");
    put_if(alternatives(150)).await.unwrap();
    put(&client, item("a", [("n", n(1))])).await;
    assert!(is_refused(put_if(alternatives(151)).await), "301 operators");
    let list = |count: usize| format!("n IN ({})", vec![":v"; count].join(", "));
    assert!(is_refused(put_if(list(101)).await));
    put_if(list(100)).await.unwrap();

    let nested = |levels: usize| format!("{}n = :v", "NOT ".repeat(levels));
    let filtered = |filter: String| {
        client.scan().table_name(TABLE).filter_expression(filter).expression_attribute_values(":v", n(1)).send()
    };
    filtered(nested(299)).await.unwrap();
    assert!(is_refused(filtered(nested(300)).await));
    let adding = |terms: usize| {
        let update = client.update_item().table_name(TABLE).set_key(Some(key("b")));
        let update = update.update_expression(format!("SET m = :v{}", " + :v".repeat(terms)));
        update.expression_attribute_values(":v", n(1)).send()
    };
    adding(1).await.unwrap();
    assert!(is_refused(adding(301).await));
}
