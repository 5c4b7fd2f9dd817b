//! What the stream of a table shows under each view.

use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use serde_json::{Value, json};
use statetopic::view::StreamView;
use statetopic_local::Position;
use statetopic_local::stream::Stream;

use crate::support::*;

/// The images of each record, and its size.
fn images(records: &[Value]) -> Vec<(String, Value, Value, u64)> {
    let part = |record: &Value, name: &str| record["dynamodb"][name].clone();
    records
        .iter()
        .map(|record| {
            (
                record["eventName"].as_str().unwrap().to_owned(),
                part(record, "OldImage"),
                part(record, "NewImage"),
                record["dynamodb"]["SizeBytes"].as_u64().unwrap(),
            )
        })
        .collect()
}

#[tokio::test]
async fn each_view_shows_its_images_of_each_change() {
    let (engine, client) = engine().await;
    put(&client, item("a", [("n", n(1))])).await;
    update(&client, "a", "SET n = :v", n(-20)).await;
    delete(&client, "a").await;

    let one = json!({"id": {"S": "a"}, "n": {"N": "1"}});
    let two = json!({"id": {"S": "a"}, "n": {"N": "-20"}});
    for view in StreamView::ALL {
        let old = |image: &Value| {
            if view.captures_old() { image.clone() } else { Value::Null }
        };
        let new = |image: &Value| {
            if view.captures_new() { image.clone() } else { Value::Null }
        };
        let size = |old: u64, new: u64| {
            3 + if view.captures_old() { old } else { 0 } + if view.captures_new() { new } else { 0 }
        };
        assert_eq!(
            images(&records(&engine, view)),
            [
                ("INSERT".to_owned(), Value::Null, new(&one), size(0, 6)),
                ("MODIFY".to_owned(), old(&one), new(&two), size(6, 7)),
                ("REMOVE".to_owned(), old(&two), Value::Null, size(7, 0)),
            ],
            "{view}"
        );
    }
}

#[tokio::test]
async fn a_record_says_where_it_comes_from() {
    let (engine, client) = engine().await;
    put(&client, item("a", [])).await;
    put(&client, item("b", [])).await;

    let records = records(&engine, StreamView::NewImage);
    let first = &records[0];
    assert_eq!(first["eventSource"], "aws:dynamodb");
    assert_eq!(first["eventVersion"], "1.1");
    assert_eq!(first["awsRegion"], "eu-north-1");
    assert_eq!(
        first["eventSourceARN"],
        "arn:aws:dynamodb:eu-north-1:123456789012:table/orders/stream/2023-11-14T22:13:20.000"
    );
    assert_eq!(first["dynamodb"]["ApproximateCreationDateTime"], NOW);
    assert_eq!(first["dynamodb"]["StreamViewType"], "NEW_IMAGE");
    assert_eq!(first["dynamodb"]["Keys"], json!({"id": {"S": "a"}}));
    assert_eq!(first.get("userIdentity"), None);

    let numbers = [first, &records[1]].map(|record| record["dynamodb"]["SequenceNumber"].as_str().unwrap());
    assert!(numbers.iter().all(|number| number.len() >= 21 && number.bytes().all(|b| b.is_ascii_digit())));
    assert!(numbers[0] < numbers[1]);
    assert_ne!(first["eventID"], records[1]["eventID"]);
}

#[tokio::test]
async fn the_same_writes_at_the_same_time_make_the_same_event() {
    let mut events = Vec::new();
    for _ in 0..2 {
        let (engine, client) = engine().await;
        put(&client, item("a", [("n", n(1)), ("m", n(2)), ("l", n(3))])).await;
        delete(&client, "a").await;
        let stream = Stream::open(engine, TABLE, StreamView::NewAndOldImages).unwrap();
        events.push(stream.whole().unwrap().to_json());
    }
    assert_eq!(events[0], events[1]);
}

#[tokio::test]
async fn a_write_that_changes_nothing_makes_no_record() {
    let (engine, client) = engine().await;
    let set = |members: [&str; 3]| AttributeValue::Ss(members.map(str::to_owned).to_vec());
    let content = [("n", number("1.0")), ("tags", set(["a", "b", "c"]))];
    put(&client, item("a", content.clone())).await;

    put(&client, item("a", content)).await;
    put(&client, item("a", [("n", n(1)), ("tags", set(["c", "a", "b"]))])).await;
    update(&client, "a", "SET n = :v", number("1.00")).await;
    update(&client, "a", "ADD tags :v", set(["b", "a", "c"])).await;
    update(&client, "a", "ADD n :v", n(0)).await;
    for view in StreamView::ALL {
        assert_eq!(records(&engine, view).len(), 1, "{view}");
    }

    update(&client, "a", "ADD n :v", n(1)).await;
    assert_eq!(event_names(&engine), ["INSERT", "MODIFY"]);
}

#[tokio::test]
async fn a_page_is_full_although_writes_that_changed_nothing_lie_between() {
    let (engine, client) = engine().await;
    for id in ["a", "b", "c"] {
        for _ in 0..4 {
            put(&client, item(id, [])).await;
        }
    }
    let stream = Stream::open(engine, TABLE, StreamView::KeysOnly).unwrap();
    let first = stream.read(None, 2).unwrap();
    assert_eq!(first.records.len(), 2);
    let second = stream.read(first.position, 2).unwrap();
    assert_eq!(second.records.len(), 1);
    assert!(second.position > Some(second.records[0].0), "what changed nothing is passed, too");
    let end = stream.read(second.position, 2).unwrap();
    assert!(end.records.is_empty());
    assert_eq!(end.position, second.position);
    assert_eq!(end.position, stream.end().unwrap());
}

#[tokio::test]
async fn an_item_whose_time_has_come_is_removed_by_the_service() {
    let (engine, client) = engine().await;
    put(&client, item("a", [("expires", n(NOW + 60))])).await;
    put(&client, item("b", [("expires", n(NOW + 600))])).await;
    put(&client, item("c", [])).await;
    assert_eq!(engine.sweep_ttl().unwrap(), 0);

    engine.clock().advance(Duration::from_mins(2));
    assert_eq!(engine.sweep_ttl().unwrap(), 1);
    let records = records(&engine, StreamView::OldImage);
    assert_eq!(records.len(), 4);
    let removed = &records[3];
    assert_eq!(removed["eventName"], "REMOVE");
    assert_eq!(removed["dynamodb"]["Keys"], json!({"id": {"S": "a"}}));
    assert_eq!(removed["dynamodb"]["ApproximateCreationDateTime"], NOW + 120);
    assert_eq!(removed["userIdentity"], json!({"type": "Service", "principalId": "dynamodb.amazonaws.com"}));
    let left = client.scan().table_name(TABLE).send().await.unwrap();
    assert_eq!(left.count(), 2);
}

#[tokio::test]
async fn a_new_table_does_not_show_the_changes_of_an_old_one_of_its_name() {
    let (engine, client) = engine().await;
    put(&client, item("a", [])).await;
    client.delete_table().table_name(TABLE).send().await.unwrap();
    engine.clock().advance(Duration::from_secs(1));
    create_table(&client, TABLE).await;
    assert!(event_names(&engine).is_empty());
    put(&client, item("b", [])).await;
    let records = records(&engine, StreamView::KeysOnly);
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["dynamodb"]["Keys"], json!({"id": {"S": "b"}}));
}

#[tokio::test]
async fn a_table_without_a_stream_of_both_images_is_named_in_the_error() {
    let (engine, _) = engine().await;
    let error = Stream::open(engine, "users", StreamView::KeysOnly).unwrap_err();
    assert_eq!(error.to_string(), "no table `users` in the local engine; create it first");
}

#[tokio::test]
async fn ten_thousand_writes_arrive_in_order() {
    let (engine, client) = engine().await;
    for batch in 0..400 {
        let puts = (0..25).map(|number| {
            let number = batch * 25 + number;
            let item = item(&number.to_string(), [("n", n(number))]);
            let put = PutRequest::builder().set_item(Some(item)).build().unwrap();
            WriteRequest::builder().put_request(put).build()
        });
        let batch = client.batch_write_item().request_items(TABLE, puts.collect());
        batch.send().await.unwrap();
    }
    let stream = Stream::open(engine, TABLE, StreamView::NewImage).unwrap();
    let page = stream.read(None, 20_000).unwrap();
    let numbers = page.records.iter().map(|(_, record)| {
        let image = record.dynamodb.new_image.as_ref().unwrap();
        image["n"]["N"].as_str().unwrap().parse::<u32>().unwrap()
    });
    assert!(numbers.eq(0..10_000));
    assert!(page.records.windows(2).all(|pair| {
        let [(_, first), (_, second)] = pair else {
            return false;
        };
        first.dynamodb.sequence_number < second.dynamodb.sequence_number
    }));
}

#[tokio::test]
async fn a_position_beyond_the_end_reads_nothing() {
    let (engine, client) = engine().await;
    put(&client, key("a")).await;
    let changes = engine.changes(TABLE, Some(Position::new(u64::MAX)), 5).unwrap();
    assert!(changes.is_empty());
}
