//! Counters in several rows: what is added is read as one sum, and what follows from one source item is in one row.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use statetopic::memory::MemoryTables;
use statetopic::prelude::*;
use statetopic::{Clock, Connections, Function, ReadModel as _, Resource as _};
use statetopic_local::Local;
use statetopic_local::simulate::{Simulation, Step, derived_equals_recomputed};
use statetopic_tests::event::{Change, event};
use statetopic_tests::recount::scan;
use statetopic_tests::store::Store;

/// Rows of a counter.
const SHARDS: usize = 8;

#[read_model(table = "visits")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Visit {
    #[partition_key]
    id: String,
    page: String,
    day: u32,
    seconds: u32,
}

#[read_model(table = "page-visits")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct PageVisits {
    #[partition_key]
    page: String,
    #[sort_key]
    day: u32,
    #[sharded(8)]
    visits: u8,
    #[sharded(8)]
    #[serde(rename = "duration")]
    seconds: Number,
}

#[subscriber(library, batch_size = 100)]
fn count_visits(change: StateChange<Visit>) -> Writes<PageVisits> {
    let count = |page: &str, day: u32, visits: i64, seconds: u32| {
        let key = PageVisitsKey { page: page.to_owned(), day };
        key.update().add(|a| a.visits, visits).add(|a| a.seconds, visits * i64::from(seconds))
    };
    let old = change.old().map(|old| count(&old.page, old.day, -1, old.seconds));
    let new = change.new().map(|new| count(&new.page, new.day, 1, new.seconds));
    old.into_iter().chain(new).collect()
}

fn key(page: &str, day: u32) -> PageVisitsKey {
    PageVisitsKey { page: page.to_owned(), day }
}

fn image(page: &str, day: u32, seconds: u32) -> Value {
    json!({ "page": { "S": page }, "day": { "N": day.to_string() }, "seconds": { "N": seconds.to_string() } })
}

async fn started(store: Store) -> (Local, Function<CountVisitsSubscriber>, Table<PageVisits>) {
    let local = store.start();
    let table = local.table::<PageVisits>().await.unwrap();
    local.create_table(&statetopic::ledger::SCHEMA).await.unwrap();
    let function = Function::connect(&local.connections()).await.unwrap();
    (local, function, table)
}

/// The visits in each row, by its partition key.
async fn rows(local: &Local) -> BTreeMap<String, i64> {
    let rows = scan(&local.client(), "page-visits").await;
    let row = |row: std::collections::HashMap<String, AttributeValue>| {
        (row["page"].as_s().unwrap().clone(), row["visits"].as_n().unwrap().parse().unwrap())
    };
    rows.into_iter().map(row).collect()
}

#[tokio::test]
async fn additions_are_in_several_rows_and_are_read_as_one_sum() {
    for store in [Store::Engine, Store::Memory] {
        let (local, function, table) = started(store).await;
        assert_eq!(table.get(&key("start", 1)).consistent().await.unwrap(), None, "{store:?}");
        let insert = |number| Change::insert(number, &format!("visit-{number}"), image("start", 1, 5));
        let visits = event((1..=100).map(insert));
        // Delivered twice, it is counted once.
        for _ in 0..2 {
            assert_eq!(function.invoke(&visits, None).await.unwrap().checkpoint(), None, "{store:?}");
        }
        let sum = PageVisits { page: "start".to_owned(), day: 1, visits: 100, seconds: Number::from(500) };
        assert_eq!(table.get(&key("start", 1)).consistent().await.unwrap(), Some(sum), "{store:?}");
        assert_eq!(table.get(&key("start", 2)).consistent().await.unwrap(), None, "{store:?}");
        let rows = rows(&local).await;
        assert_eq!(
            rows.keys().map(String::as_str).collect::<Vec<_>>(),
            ["start#00", "start#01", "start#02", "start#03", "start#04", "start#05", "start#06", "start#07",]
        );
        assert!(rows.values().all(|visits| (3..30).contains(visits)), "{rows:?}");
    }
}

#[tokio::test]
async fn what_follows_from_one_item_is_in_one_row() {
    for store in [Store::Engine, Store::Memory] {
        let (local, function, table) = started(store).await;
        let visit = |number: u32| format!("visit-{}", number % 40);
        let changes = (0..40).map(|number| Change::insert(number + 1, &visit(number), image("start", 1, 7)));
        let removals = (0..40).map(|number| Change::remove(number + 41, &visit(number), image("start", 1, 7)));
        for change in [changes.collect::<Vec<_>>(), removals.collect()] {
            assert_eq!(function.invoke(&event(change), None).await.unwrap().checkpoint(), None, "{store:?}");
        }
        let rows = rows(&local).await;
        assert!(rows.len() > SHARDS / 2 && rows.values().all(|visits| *visits == 0), "{store:?}: {rows:?}");
        let sum = PageVisits { page: "start".to_owned(), day: 1, visits: 0, seconds: Number::ZERO };
        assert_eq!(table.get(&key("start", 1)).consistent().await.unwrap(), Some(sum), "{store:?}");
    }
}

async fn in_memory(rows: &[Value]) -> Table<PageVisits> {
    let tables = MemoryTables::new(Clock::wall());
    tables.create("page-visits", &PageVisits::SCHEMA);
    for row in rows {
        tables.put("page-visits", serde_json::from_value(row.clone()).unwrap()).unwrap();
    }
    let connections = Connections::memory(tables.environment(), tables.clone());
    Table::connect(&connections).await.unwrap()
}

fn part(shard: u8, visits: &Value) -> Value {
    json!({ "page": { "S": format!("a#b#{shard:02}") }, "day": { "N": "1" }, "visits": visits })
}

#[tokio::test]
async fn a_row_that_is_not_there_or_lacks_a_number_counts_as_zero() {
    let foreign = json!({ "page": { "S": "a#b#08" }, "day": { "N": "1" }, "visits": { "N": "50" } });
    let lacking = json!({ "page": { "S": "a#b#03" }, "day": { "N": "1" } });
    let table = in_memory(&[part(0, &json!({ "N": "9" })), lacking, part(7, &json!({ "N": "-2" })), foreign]).await;
    let sum = table.get(&key("a#b", 1)).await.unwrap().unwrap();
    assert_eq!(sum, PageVisits { page: "a#b".to_owned(), day: 1, visits: 7, seconds: Number::ZERO });
}

#[tokio::test]
async fn the_rows_of_a_counter_are_those_that_are_read() {
    let tables = MemoryTables::new(Clock::wall());
    tables.create("page-visits", &PageVisits::SCHEMA);
    let visits = |page: &str, visits: u8| json!({ "page": { "S": page }, "day": { "N": "1" }, "visits": { "N": visits.to_string() } });
    for row in [visits("a#00", 1), visits("a#07", 2), visits("a#08", 4), visits("a", 8), visits("a#1", 16)] {
        tables.put("page-visits", serde_json::from_value(row).unwrap()).unwrap();
    }
    let connections = Connections::memory(tables.environment(), tables.clone());
    let table = Table::<PageVisits>::connect(&connections).await.unwrap();
    let sum = PageVisits { page: "a".to_owned(), day: 1, visits: 3, seconds: Number::ZERO };
    assert_eq!(table.get(&key("a", 1)).await.unwrap(), Some(sum.clone()));
    assert_eq!(tables.models::<PageVisits>("page-visits").unwrap(), [sum]);
}

/// A model of the same table, whose rows are items.
#[read_model(table = "page-visits")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct PlainVisits {
    #[partition_key]
    page: String,
    #[sort_key]
    day: u32,
    #[serde(default)]
    visits: u8,
}

#[subscriber(library, on(Inserted))]
fn count_twice(change: StateChange<Visit>) -> Writes<(PageVisits, PlainVisits)> {
    let Some(new) = change.new() else { return Writes::new() };
    let plain = PlainVisitsKey { page: new.page.clone(), day: new.day };
    Writes::new()
        .update(key(&new.page, new.day).update().add(|a| a.visits, 1))
        .update(plain.update().add(|a| a.visits, 1))
}

#[tokio::test]
async fn a_counter_and_a_number_of_one_key_are_two_numbers() {
    for store in [Store::Engine, Store::Memory] {
        let local = store.start();
        let (sharded, plain) =
            (local.table::<PageVisits>().await.unwrap(), local.table::<PlainVisits>().await.unwrap());
        local.create_table(&statetopic::ledger::SCHEMA).await.unwrap();
        let function = Function::<CountTwiceSubscriber>::connect(&local.connections()).await.unwrap();
        let visits = (1..=9).map(|number| Change::insert(number, &format!("visit-{number}"), image("start", 1, 5)));
        assert_eq!(function.invoke(&event(visits), None).await.unwrap().checkpoint(), None, "{store:?}");
        let plain_key = PlainVisitsKey { page: "start".to_owned(), day: 1 };
        let plain = plain.get(&plain_key).consistent().await.unwrap().map(|row| row.visits);
        let sharded = sharded.get(&key("start", 1)).consistent().await.unwrap().map(|row| row.visits);
        assert_eq!((sharded, plain), (Some(9), Some(9)), "{store:?}");
    }
}

#[tokio::test]
async fn a_sum_that_the_field_cannot_hold_and_a_part_that_is_no_number_are_errors_with_their_path() {
    for (first, second, problem) in [
        (json!({ "N": "200" }), json!({ "N": "100" }), "fits `u8`"),
        (json!({ "N": "1" }), json!({ "N": "-2" }), "fits `u8`"),
        (json!({ "N": "1" }), json!({ "S": "secret" }), "expected N"),
        (json!({ "N": "1E30" }), json!({ "N": "1E-30" }), "a sum of at most 38 digits"),
    ] {
        let table = in_memory(&[part(0, &first), part(1, &second)]).await;
        let error = table.get(&key("a#b", 1)).await.unwrap_err();
        let text = error.to_string();
        assert!(error.is_decode() && text.contains("PageVisits.visits") && !text.contains("secret"), "{text}");
        assert!(text.contains(problem), "{problem}: {text}");
    }
}

#[tokio::test]
async fn a_key_without_room_for_the_number_of_the_row_is_an_error_of_that_call() {
    let table = in_memory(&[]).await;
    let error = table.get(&key(&"a".repeat(2_046), 1)).await.unwrap_err();
    assert!(error.is_invalid_key() && error.to_string().contains("2045 bytes"), "{error}");
    assert_eq!(table.get(&key(&"a".repeat(2_045), 1)).await.unwrap(), None);
    let (_local, function, _table) = started(Store::Memory).await;
    let change = Change::insert(1, "visit", image(&"a".repeat(2_046), 1, 5));
    assert!(function.invoke(&event([change]), None).await.unwrap().checkpoint().is_some());
}

#[test]
fn whatever_happens_on_the_way_the_sums_are_those_of_the_source() {
    let simulation = Simulation::new()
        .subscriber::<CountVisitsSubscriber>()
        .source(|random| {
            let id = random.below(12).to_string();
            match random.percent(25) {
                true => Step::Delete(VisitKey { id }),
                false => {
                    let page = (*random.choose(&["start", "about"])).to_owned();
                    Step::Put(Visit { id, page, day: random.below(2), seconds: random.below(100) })
                }
            }
        })
        .invariant("the sums are those of the visits", |run| {
            let mut sums = BTreeMap::<_, (u8, u32)>::new();
            for Visit { page, day, seconds, .. } in run.rows()? {
                let sum = sums.entry((page, day)).or_default();
                *sum = (sum.0 + 1, sum.1 + seconds);
            }
            let derived = run.rows::<PageVisits>()?.into_iter();
            let derived = derived.map(|row| Ok(((row.page, row.day), (row.visits, row.seconds.to_string().parse()?))));
            let derived = derived.collect::<Result<BTreeMap<_, (u8, u32)>>>()?;
            derived_equals_recomputed(&derived.into_iter().filter(|(_, sum)| *sum != (0, 0)).collect(), &sums)?;
            Ok(())
        })
        .varying();
    simulation.check(0..150).unwrap_or_else(|violation| panic!("{violation}"));
}
