//! What a test is told when a subscriber fails: who, on which record, and why.

#![allow(clippy::needless_pass_by_value, reason = "a subscriber takes its change by value")]

use std::error::Error;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use statetopic::prelude::*;
use statetopic::{FailureKind, Subscriber};
use statetopic_local::{Local, LocalError, MappingError};

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    number: u32,
    amount: u32,
}

#[read_model(table = "sums")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sum {
    #[partition_key]
    number: u32,
    #[serde(default)]
    amount: u32,
}

/// An error with a cause.
#[derive(Debug)]
struct Declined(std::num::ParseIntError);

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the order is declined")
    }
}

impl Error for Declined {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

#[subscriber(library)]
fn panics(_change: StateChange<Order>) {
    panic!("out of stock");
}

#[subscriber(library, on(Inserted { new } if 10 / new.amount > 0))]
fn has_a_guard_that_panics(_change: StateChange<Order>) {}

#[subscriber(library, timeout = 2)]
async fn takes_too_long(_change: StateChange<Order>) {
    std::future::pending::<()>().await;
}

#[subscriber(library)]
fn returns_a_text(_change: StateChange<Order>) -> Result<()> {
    Err("my reason".into())
}

#[subscriber(library)]
fn returns_an_error(_change: StateChange<Order>) -> Result<()> {
    Err(Declined("ten".parse::<u8>().unwrap_err()).into())
}

#[subscriber(library)]
fn does_nothing(_change: StateChange<Order>) {}

#[subscriber(library)]
fn writes_101_rows(_change: StateChange<Order>) -> Writes<Sum> {
    (0..101).map(|number| SumKey { number }.update().add(|a| a.amount, 1)).collect()
}

#[subscriber(library)]
fn writes_one_row_twice(_change: StateChange<Order>) -> Writes<Sum> {
    let put = |amount| Put::new(&Sum { number: 1, amount });
    Writes::new().put(put(1)).put(put(2))
}

#[subscriber(library)]
fn leaves_the_range(change: StateChange<Order>) -> Writes<Sum> {
    Writes::new().update(SumKey { number: change.key().number }.update().add(|a| a.amount, -1))
}

#[subscriber(library)]
fn says_nothing_of_a_record(_batch: Batch<Order>) -> Outcomes<Order> {
    Outcomes::new()
}

#[subscriber(library)]
fn fails_its_batch(_batch: Batch<Order>) -> Result<()> {
    Err("my reason".into())
}

/// Runs a subscriber over the insertion of an order.
async fn settle<S: Subscriber>(amount: u32) -> LocalError {
    let local = Local::start().unwrap();
    local.subscribe::<S>().await.unwrap();
    local.table::<Order>().await.unwrap().put(&Order { number: 1, amount }).await.unwrap();
    local.settle().await.unwrap_err()
}

/// The texts of an error's sources.
fn sources(error: &LocalError) -> Vec<String> {
    std::iter::successors(error.source(), |error| (*error).source()).map(ToString::to_string).collect()
}

fn mapping(error: &LocalError) -> &MappingError {
    error.mapping().expect("a mapping that stopped")
}

/// Who, where and why.
fn assert_tells(error: &LocalError, function: &str, kind: FailureKind, what: &str, why: &[&str]) {
    let id = format!("statetopic-local/{function}");
    assert_eq!((mapping(error).subscriber(), mapping(error).failure_kind()), (Some(id.as_str()), Some(kind)));
    let number = mapping(error).sequence_numbers().unwrap().0;
    let text = error.to_string();
    let begin = format!("subscriber `{id}` blocks the stream of table `orders`: {what} record {number} (event ");
    assert!(text.starts_with(&begin), "{text}");
    assert!(!text.contains("park"), "{text}");
    let sources = sources(error);
    assert_eq!(sources.len(), why.len(), "{sources:?}");
    for (source, why) in sources.iter().zip(why) {
        assert!(source.contains(why), "{source}");
    }
    let shown = sources.iter().fold(text, |shown, source| format!("{shown}\n  caused by: {source}"));
    assert_eq!(format!("{error:?}"), shown);
    assert_eq!(format!("{:?}", mapping(error)), shown);
}

#[tokio::test]
async fn a_panic_names_the_subscriber_and_the_record() {
    let panicked = "the function, or a guard of it, panicked on";
    let error = settle::<PanicsSubscriber>(1).await;
    assert_tells(&error, "panics", FailureKind::Panic, panicked, &["the function panicked"]);
    let error = settle::<HasAGuardThatPanicsSubscriber>(0).await;
    assert_tells(&error, "has_a_guard_that_panics", FailureKind::Panic, panicked, &["the function panicked"]);
}

#[tokio::test(start_paused = true)]
async fn a_function_that_takes_too_long_is_named() {
    let error = settle::<TakesTooLongSubscriber>(1).await;
    let why = ["the function had not returned when the answer was due"];
    assert_tells(&error, "takes_too_long", FailureKind::Deadline, "the time-out passed on", &why);
}

#[tokio::test]
async fn the_error_that_a_function_returned_is_the_source() {
    let returned = "the function returned an error for";
    let error = settle::<ReturnsATextSubscriber>(1).await;
    assert_tells(&error, "returns_a_text", FailureKind::Returned, returned, &["my reason"]);
    let error = settle::<ReturnsAnErrorSubscriber>(1).await;
    let why = ["the order is declined", "invalid digit found in string"];
    assert_tells(&error, "returns_an_error", FailureKind::Returned, returned, &why);
    let error = settle::<FailsItsBatchSubscriber>(1).await;
    assert_tells(&error, "fails_its_batch", FailureKind::Returned, returned, &["my reason"]);
}

#[tokio::test]
async fn a_row_that_does_not_decode_is_named_with_its_path() {
    let local = Local::start().unwrap();
    local.subscribe::<DoesNothingSubscriber>().await.unwrap();
    let put = local.client().put_item().table_name("orders").item("number", AttributeValue::N("1".to_owned()));
    put.item("amount", AttributeValue::S("a secret".to_owned())).send().await.unwrap();
    let error = local.settle().await.unwrap_err();
    let why = ["cannot decode `Order.amount` from NewImage"];
    assert_tells(&error, "does_nothing", FailureKind::Decode, "cannot decode", &why);
    assert!(!format!("{error:?}").contains("a secret"));
}

#[tokio::test]
async fn writes_that_cannot_be_committed_say_why() {
    let what = "cannot commit the writes for";
    let error = settle::<Writes101RowsSubscriber>(1).await;
    assert_tells(&error, "writes_101_rows", FailureKind::Commit, what, &["101 writes for one record"]);
    let error = settle::<WritesOneRowTwiceSubscriber>(1).await;
    assert_tells(&error, "writes_one_row_twice", FailureKind::Writes, what, &["`Sum`"]);
    let error = settle::<LeavesTheRangeSubscriber>(1).await;
    assert_tells(&error, "leaves_the_range", FailureKind::Commit, what, &["`Sum`"]);
}

#[tokio::test]
async fn a_record_without_an_outcome_is_named() {
    let error = settle::<SaysNothingOfARecordSubscriber>(1).await;
    let what = "the function returned no outcome for";
    let why = ["the function's `Outcomes` have none for the record"];
    assert_tells(&error, "says_nothing_of_a_record", FailureKind::NoOutcome, what, &why);
}

#[tokio::test]
async fn a_run_of_one_subscriber_says_the_same() {
    let local = Local::start().unwrap();
    let subscription = local.subscribe::<ReturnsATextSubscriber>().await.unwrap();
    local.table::<Order>().await.unwrap().put(&Order { number: 1, amount: 1 }).await.unwrap();
    let error = subscription.run().await.unwrap_err();
    assert_eq!(error.subscriber(), Some("statetopic-local/returns_a_text"));
    assert!(format!("{error:?}").ends_with("\n  caused by: my reason"), "{error:?}");
}

/// Answers each order with another change of it.
#[subscriber(library)]
async fn never_ends(change: StateChange<Order>, orders: &Table<Order>) -> Result<()> {
    if let Some(new) = change.new() {
        orders.put(&Order { number: new.number, amount: new.amount + 1 }).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_loop_is_named() {
    let local = Local::start().unwrap();
    local.subscribe::<NeverEndsSubscriber>().await.unwrap();
    local.table::<Order>().await.unwrap().put(&Order { number: 1, amount: 1 }).await.unwrap();
    let error = local.settle().await.unwrap_err();
    assert!(error.is_unsettled());
    assert!(error.to_string().contains("for `statetopic-local/never_ends` (of `orders`);"), "{error}");
    assert_eq!(format!("{error:?}"), error.to_string());
}
