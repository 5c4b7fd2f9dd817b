//! Conditions mean what they would say of the typed row, whatever attributes it lacks.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use rust_decimal::Decimal;
use statetopic::condition::Condition;
use statetopic::prelude::*;
use statetopic::{ReadModel, Written};
use statetopic_local::{FaultAction, Local};

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Status {
    Open,
    Sent,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
struct Address {
    city: String,
    #[serde(default)]
    visits: u32,
}

fn high() -> Number {
    Number::from(100)
}

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: u32,
    /// Counts the updates.
    #[serde(default)]
    updates: u32,
    status: Option<Status>,
    #[added(default = 0)]
    reserved: i64,
    #[serde(default = "high")]
    limit: Number,
    #[serde(with = "statetopic::decimal", default)]
    total: Decimal,
    note: Option<String>,
    #[serde(with = "serde_dynamo::string_set")]
    labels: BTreeSet<String>,
    address: Option<Address>,
    lines: Option<Vec<u32>>,
}

fn key() -> OrderKey {
    OrderKey { id: 1 }
}

fn order() -> Order {
    Order {
        id: 1,
        updates: 0,
        status: Some(Status::Open),
        reserved: 3,
        limit: "12.50".parse().unwrap(),
        total: Decimal::new(1050, 2),
        note: Some("blue".to_owned()),
        labels: ["new".to_owned(), "sale".to_owned()].into(),
        address: Some(Address { city: "oslo".to_owned(), visits: 2 }),
        lines: Some(vec![4, 5]),
    }
}

type Attributes = <Order as ReadModel>::Attributes;
type Asked = fn(&Attributes) -> Condition<Order>;
type Says = fn(&Order) -> bool;

/// Conditions, and what they say of a row.
const CONDITIONS: &[(Asked, Says)] = &[
    (|a| a.status.eq(Some(Status::Open)), |row| row.status == Some(Status::Open)),
    (|a| a.status.eq(None), |row| row.status.is_none()),
    (|a| a.status.ne(Some(Status::Sent)), |row| row.status != Some(Status::Sent)),
    (|a| a.status.is_in([Some(Status::Sent), None]), |row| matches!(row.status, Some(Status::Sent) | None)),
    (|a| a.reserved.eq(0), |row| row.reserved == 0),
    (|a| a.reserved.ne(0), |row| row.reserved != 0),
    (|a| a.reserved.lt(1), |row| row.reserved < 1),
    (|a| a.reserved.gt(-1), |row| row.reserved > -1),
    (|a| a.reserved.between(-3, 0), |row| (-3..=0).contains(&row.reserved)),
    (|a| a.reserved.is_in([0, 7]), |row| matches!(row.reserved, 0 | 7)),
    (|a| a.limit.ge(high()), |row| row.limit >= high()),
    (|a| a.limit.le("12.5".parse().unwrap_or_default()), |row| row.limit <= "12.5".parse().unwrap_or_default()),
    (|a| a.total.eq(Decimal::ZERO), |row| row.total == Decimal::ZERO),
    (|a| a.total.lt(Decimal::TEN), |row| row.total < Decimal::TEN),
    (|a| a.note.eq(None), |row| row.note.is_none()),
    (|a| a.note.begins_with("bl"), |row| row.note.as_ref().is_some_and(|note| note.starts_with("bl"))),
    (|a| a.note.contains("ue".to_owned()), |row| row.note.as_ref().is_some_and(|note| note.contains("ue"))),
    (|a| a.note.lt("green".to_owned()), |row| row.note.as_ref().is_some_and(|note| &**note < "green")),
    (|a| a.labels.eq(BTreeSet::new()), |row| row.labels.is_empty()),
    (|a| a.labels.contains("sale".to_owned()), |row| row.labels.contains("sale")),
    (|a| a.labels.eq(["sale".to_owned(), "new".to_owned()].into()), |row| row.labels.len() == 2),
    (|a| a.address.at(|a| a.city).eq("oslo".to_owned()), |row| row.address.as_ref().is_some_and(|a| a.city == "oslo")),
    (|a| a.address.at(|a| a.visits).eq(0), |row| row.address.as_ref().is_some_and(|a| a.visits == 0)),
    (|a| a.address.at(|a| a.visits).le(2), |row| row.address.as_ref().is_some_and(|a| a.visits <= 2)),
    (|a| a.lines.index(1).eq(5), |row| row.lines.as_ref().is_some_and(|lines| lines.get(1) == Some(&5))),
    (|a| a.lines.contains(4), |row| row.lines.as_ref().is_some_and(|lines| lines.contains(&4))),
    (
        |a| a.status.eq(Some(Status::Open)) & (a.reserved.gt(5) | a.total.gt(Decimal::ONE)),
        |row| row.status == Some(Status::Open) && (row.reserved > 5 || row.total > Decimal::ONE),
    ),
    (|a| a.total.is_in([]), |_| false),
    (|a| a.reserved.between(9, -9), |_| false),
    (|a| a.total.between(Decimal::TEN, Decimal::ONE), |_| false),
    (|a| a.note.between("z".to_owned(), "a".to_owned()), |_| false),
];

async fn put_raw(local: &Local, attributes: &[(&str, AttributeValue)]) {
    let mut request = local.client().put_item().table_name("orders").item("id", AttributeValue::N("1".to_owned()));
    for (name, value) in attributes {
        request = request.item(*name, value.clone());
    }
    Box::pin(request.send()).await.unwrap();
}

#[tokio::test]
async fn a_condition_and_its_negation_say_what_the_typed_row_says() {
    let local = Local::start().unwrap();
    let orders = local.table::<Order>().await.unwrap();
    let null = || AttributeValue::Null(true);
    let visited = |names: &[(&str, AttributeValue)]| {
        AttributeValue::M(names.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    };
    let moss = ("city", AttributeValue::S("moss".to_owned()));
    let rows: [&[(&str, AttributeValue)]; 4] = [
        &[],
        &[("status", null()), ("note", null()), ("address", null()), ("lines", null())],
        &[("address", visited(&[moss])), ("reserved", AttributeValue::N("0.0".to_owned()))],
        &[("reserved", AttributeValue::N("-3".to_owned())), ("lines", AttributeValue::L(Vec::new()))],
    ];
    for attributes in std::iter::once(None).chain(rows.into_iter().map(Some)) {
        match attributes {
            Some(attributes) => put_raw(&local, attributes).await,
            None => drop(orders.put(&order()).await.unwrap()),
        }
        let mut updates = 0;
        for (place, (asked, says)) in CONDITIONS.iter().enumerate() {
            let row = orders.get(&key()).consistent().await.unwrap().unwrap();
            for negated in [false, true] {
                let condition = asked(&Order::ATTRIBUTES);
                let condition = if negated { !condition } else { condition };
                let update = key().update().add(|a| a.updates, 1).only_if(|_| condition).or_skip();
                let written = orders.update(update).await.unwrap();
                let expected = says(&row) != negated;
                assert_eq!(written == Written::Done, expected, "condition {place}, negated: {negated}, of {row:?}");
                updates += u32::from(expected);
            }
        }
        assert_eq!(orders.get(&key()).consistent().await.unwrap().unwrap().updates, updates);
    }
}

#[tokio::test]
async fn a_failed_condition_has_the_old_row() {
    let local = Local::start().unwrap();
    let orders = local.table::<Order>().await.unwrap();
    let sent = || key().update().set(|a| a.status, Some(Status::Sent)).only_if(|a| a.status.eq(Some(Status::Open)));
    let error = orders.update(sent()).await.unwrap_err();
    assert!(error.is_condition());
    assert_eq!(error.old_row::<Order>().unwrap(), None, "there is no row");
    assert_eq!(error.to_string(), "UpdateItem on `orders` failed: the condition in `only_if` does not hold");

    let row = Order { status: None, note: Some("secret".to_owned()), ..order() };
    orders.put(&row).await.unwrap();
    for error in [
        orders.update(sent()).await.unwrap_err(),
        orders.put(Put::new(&order()).only_if(|a| a.reserved.gt(3))).await.unwrap_err(),
        orders.delete(key().delete().only_if(|a| a.reserved.gt(3))).await.unwrap_err(),
        orders.create(&order()).await.unwrap_err(),
    ] {
        assert!(error.is_condition());
        assert_eq!(error.old_row::<Order>().unwrap(), Some(row.clone()));
        assert!(!format!("{error:?} {error}").contains("secret"));
    }
    put_raw(&local, &[("reserved", AttributeValue::S("three".to_owned()))]).await;
    let error = orders.create(&order()).await.unwrap_err();
    assert!(error.old_row::<Order>().unwrap_err().is_decode());
}

#[tokio::test]
async fn a_condition_that_dynamodb_would_refuse_is_not_sent() {
    let local = Local::start().unwrap();
    let orders = local.table::<Order>().await.unwrap();
    local.engine().inject(|call| {
        assert_eq!(call.operation(), "", "nothing is sent");
        FaultAction::Pass
    });
    let deep = |count: i64| {
        (0..count)
            .fold(Order::ATTRIBUTES.reserved.eq(-1), |all, number| all | Order::ATTRIBUTES.reserved.eq(number + 1))
    };
    for (delete, said) in [
        (key().delete().only_if(|a| a.reserved.is_in(1..=101)), "the limit of `is_in` is 100"),
        (key().delete().only_if(|_| deep(300)), "operators, and DynamoDB's limit is 300"),
    ] {
        let error = orders.delete(delete).await.unwrap_err();
        assert!(!error.is_condition());
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[tokio::test]
async fn dynamodb_takes_the_longest_condition() {
    let local = Local::start().unwrap();
    let orders = local.table::<Order>().await.unwrap();
    orders.put(&order()).await.unwrap();
    let values =
        |a: &Attributes| a.reserved.is_in(1_000..1_100) | a.note.is_in((0..100).map(|number| Some(number.to_string())));
    assert_eq!(orders.delete(key().delete().only_if(values).or_skip()).await.unwrap(), Written::Skipped);
    let many = |a: &Attributes| {
        (1..149).fold(a.reserved.eq(-1), |all, number| all | a.reserved.eq(-number)) | a.reserved.eq(3)
    };
    assert_eq!(orders.delete(key().delete().only_if(many).or_skip()).await.unwrap(), Written::Done);
}
