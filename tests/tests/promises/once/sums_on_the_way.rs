//! Additions of several records in one transaction: as one after another, whatever the sums on the way are.

use rust_decimal::Decimal;
use serde_json::json;
use statetopic::memory::MemoryTables;
use statetopic::prelude::*;
use statetopic::{Clock, Connections, Function, ReadModel as _, Resource as _};
use statetopic_tests::event::{Change, event};

/// Its id has what is added.
#[read_model(table = "way-orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

#[read_model(table = "way-exact")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Exact {
    #[partition_key]
    name: String,
    sum: Number,
}

#[read_model(table = "way-money")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Money {
    #[partition_key]
    name: String,
    #[serde(with = "statetopic::decimal", default)]
    sum: Decimal,
}

fn tables() -> MemoryTables {
    let tables = MemoryTables::new(Clock::wall());
    tables.create("exact", &Exact::SCHEMA);
    tables.create("money", &Money::SCHEMA);
    tables.create("ledger", &statetopic::ledger::SCHEMA);
    tables
}

fn inserts(deltas: &[&str]) -> Vec<Change> {
    (1..).zip(deltas).map(|(number, deltas)| Change::insert(number, deltas, json!({}))).collect()
}

#[subscriber(library, on(Inserted))]
fn add_exactly(change: StateChange<Order>) -> Result<Writes<Exact>> {
    let delta: Number = change.key().id.parse()?;
    Ok(Writes::new().update(ExactKey { name: "x".to_owned() }.update_existing().add(|a| a.sum, delta)))
}

/// The response and the row after some additions, in so many events.
async fn added(start: &str, deltas: &[&str], together: bool) -> (Vec<String>, String) {
    let tables = tables();
    let connections = Connections::memory(tables.environment(), tables.clone());
    let table = Table::<Exact>::connect(&connections).await.unwrap();
    table.put(&Exact { name: "x".to_owned(), sum: start.parse().unwrap() }).await.unwrap();
    let function = Function::<AddExactlySubscriber>::connect(&connections).await.unwrap();
    let mut response = Vec::new();
    for batch in inserts(deltas).chunks(if together { deltas.len() } else { 1 }) {
        response =
            function.invoke(&event(batch.to_vec()), None).await.unwrap().identifiers().map(str::to_owned).collect();
        if !response.is_empty() {
            break;
        }
    }
    (response, table.get(&ExactKey { name: "x".to_owned() }).await.unwrap().unwrap().sum.to_string())
}

#[tokio::test]
async fn a_sum_on_the_way_that_dynamodb_cannot_hold_fails_as_it_would_singly() {
    for (start, deltas) in [
        ("9E125", ["5E125", "-5E125"]),
        ("12345678901234567890123456789012345678", ["0.01", "-0.01"]),
        ("99999999999999999999999999999999999999", ["2", "-2"]),
        ("1E-30", ["1E10", "-1E9"]),
        ("7", ["5", "-5"]),
    ] {
        let (together, singly) = (added(start, &deltas, true).await, added(start, &deltas, false).await);
        assert_eq!(together, singly, "{start} and {deltas:?}");
    }
}

fn money(delta: &str) -> Update<Money> {
    MoneyKey { name: "x".to_owned() }.update().add(|a| a.sum, delta.parse::<Decimal>().unwrap())
}

#[subscriber(library, on(Inserted))]
fn add_money(change: StateChange<Order>) -> Writes<Money> {
    change.key().id.split(' ').map(money).collect()
}

/// The row after some records, which is read as the model.
async fn money_after(start: &str, records: &[&str]) -> Decimal {
    let tables = tables();
    let connections = Connections::memory(tables.environment(), tables.clone());
    let table = Table::<Money>::connect(&connections).await.unwrap();
    table.put(&Money { name: "x".to_owned(), sum: start.parse().unwrap() }).await.unwrap();
    let function = Function::<AddMoneySubscriber>::connect(&connections).await.unwrap();
    function.invoke(&event(inserts(records)), None).await.unwrap();
    table.get(&MoneyKey { name: "x".to_owned() }).await.unwrap().unwrap().sum
}

/// The fewer places a delta has, the wider is its range; both together have the narrower one.
#[tokio::test]
async fn additions_of_one_record_leave_a_decimal_that_is_read() {
    let large = "79228162514264337593543950000";
    for record in ["0.01 1", "1 0.01"] {
        assert_eq!(money_after(large, &[record]).await.to_string(), large, "{record}");
        assert_eq!(money_after("7", &[record]).await.to_string(), "8.01", "{record}");
    }
    for records in [["0.01", "1"], ["1", "0.01"]] {
        assert_eq!(money_after("0", &records).await.to_string(), "1.01", "{records:?}");
    }
}
