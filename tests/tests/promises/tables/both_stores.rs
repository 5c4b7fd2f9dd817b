//! Tables in memory answer as the embedded engine does: random operations over seeds, and what becomes of the tables.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Display};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use statetopic::index::Base;
use statetopic::prelude::*;
use statetopic::query::Limited;
use statetopic::table::{Query, TableError};
use statetopic::{Function, SetAttribute};
use statetopic_local::Local;
use statetopic_local::simulate::Random;
use statetopic_tests::event::{Change, event};
use statetopic_tests::recount::scan;
use statetopic_tests::store::Store;

/// Histories that each property is tried on.
const SEEDS: u64 = 30;
/// Keys of entries, which are also names and parts of expressions.
const MARKS: [&str; 6] = ["marks", "a", "b", "a.b", "#a0 = :v0", "ø "];

#[read_model(table = "things")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Thing {
    #[partition_key]
    shop: String,
    #[sort_key]
    number: i32,
    #[serde(default)]
    count: u8,
    #[serde(default)]
    balance: i64,
    #[index("by-tag", partition, projection = include(count))]
    tag: Option<String>,
    #[index("by-tag", sort)]
    #[index("by-price", sort, local)]
    price: Option<Number>,
    home: Option<Place>,
    #[serde(default)]
    steps: Vec<u8>,
    #[serde(default)]
    places: Vec<Place>,
    #[serde(default)]
    notes: Vec<Option<String>>,
    labels: Labels,
    #[serde(default)]
    marks: BTreeMap<String, u8>,
    #[version]
    #[serde(default)]
    revision: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
struct Place {
    #[serde(default)]
    visits: u8,
    note: Option<String>,
    sizes: Option<BTreeMap<u8, Option<String>>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Labels(#[serde(with = "serde_dynamo::string_set")] BTreeSet<String>);

impl SetAttribute for Labels {}

/// What random writes follow from.
#[read_model(table = "commands")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Command {
    #[partition_key]
    id: String,
    seed: u64,
}

/// Random writes, the same for the same seed.
#[subscriber(library, on(Inserted))]
fn carry_out(change: StateChange<Command>) -> Writes<Thing> {
    let StateChange::Inserted { new, .. } = change else { return Writes::new() };
    let random = &mut Random::seeded(new.seed);
    let mut writes = Writes::new();
    for _ in 0..=random.below(4) {
        writes = match random.below(10) {
            0..2 => writes.put(&thing(random)),
            2 => writes.put_if_newer(&thing(random)),
            3 => writes.put_if_unchanged(&thing(random)),
            4 => writes.delete(&key(random)),
            _ => writes.update(update(random)),
        };
    }
    writes
}

fn key(random: &mut Random) -> ThingKey {
    let shop = *random.choose(&["oslo", "bergen"]);
    ThingKey { shop: shop.to_owned(), number: *random.choose(&[-10, -2, 1, 9, 10]) }
}

fn small(random: &mut Random) -> u8 {
    u8::try_from(random.below(200)).unwrap()
}

fn text(random: &mut Random) -> Option<String> {
    random.percent(70).then(|| (*random.choose(&["a", "ab", "b"])).to_owned())
}

fn price(random: &mut Random) -> Option<Number> {
    let prices = ["0.1", "-2.50", "10", "9", "12345678901234567890123456789012345678", "1E-20"];
    random.percent(80).then(|| random.choose(&prices).parse().unwrap())
}

fn place(random: &mut Random) -> Place {
    let sizes = random.percent(60).then(|| list(random, size).into_iter().collect());
    Place { visits: small(random), note: text(random), sizes }
}

fn size(random: &mut Random) -> (u8, Option<String>) {
    (small(random) % 4, text(random))
}

fn mark(random: &mut Random) -> (String, u8) {
    ((*random.choose(&MARKS)).to_owned(), small(random))
}

fn list<T>(random: &mut Random, element: impl Fn(&mut Random) -> T) -> Vec<T> {
    (0..random.below(4)).map(|_| element(random)).collect()
}

fn labels(random: &mut Random) -> Labels {
    Labels(list(random, text).into_iter().flatten().collect())
}

fn thing(random: &mut Random) -> Thing {
    let ThingKey { shop, number } = key(random);
    Thing {
        shop,
        number,
        count: small(random),
        balance: i64::from(random.below(100)) - 50,
        tag: text(random),
        price: price(random),
        home: random.percent(50).then(|| place(random)),
        steps: list(random, small),
        places: list(random, place),
        notes: list(random, text),
        labels: labels(random),
        marks: list(random, mark).into_iter().collect(),
        revision: u64::from(random.below(12)),
    }
}

fn update(random: &mut Random) -> Update<Thing> {
    let mut update = key(random).update();
    if random.percent(70) {
        update = update.add(|a| a.balance, i64::from(random.below(7)) - 3);
    }
    for _ in 0..=random.below(2) {
        let place_of = random.below(5);
        update = match random.below(26) {
            0 => update.set(|a| a.count, small(random)),
            1 => update.add(|a| a.count, i64::from(random.below(300)) - 150),
            2 => update.set(|a| a.tag, text(random)),
            3 => update.remove(|a| a.tag),
            4 => update.set(|a| a.price, price(random)),
            5 => update.set(|a| a.home, random.percent(60).then(|| place(random))),
            6 => update.set(|a| a.home.at(|a| a.visits), small(random)),
            7 => update.add(|a| a.home.at(|a| a.visits), i64::from(random.below(200)) - 100),
            8 => update.remove(|a| a.home.at(|a| a.note)),
            9 => update.set(|a| a.steps.index(place_of), small(random)),
            10 => update.add(|a| a.steps.index(place_of), i64::from(random.below(100)) - 50),
            11 => update.set(|a| a.places.index(place_of), place(random)),
            12 => update.add(|a| a.places.index(place_of).at(|a| a.visits), 1),
            13 => update.remove(|a| a.places.index(place_of).at(|a| a.note)),
            14 => update.remove(|a| a.notes.index(place_of)),
            15 => update.set(|a| a.notes.index(place_of), text(random)),
            16 => update.set_if_not_exists(|a| a.tag, text(random)),
            17 => update.append(|a| a.steps, list(random, small)),
            18 => update.append(|a| a.notes, list(random, text)),
            19 => update.add_elements(|a| a.labels, labels(random)),
            20 => update.delete_elements(|a| a.labels, labels(random)),
            21 => {
                let (key, mark) = mark(random);
                update.set_entry(|a| a.marks, key, mark)
            }
            22 => update.remove_entry(|a| a.marks, mark(random).0),
            23 => {
                let (key, size) = size(random);
                update.set_entry(|a| a.home.at(|a| a.sizes), key, size)
            }
            24 => update.remove_entry(|a| a.places.index(place_of).at(|a| a.sizes), size(random).0),
            _ => update.set(|a| a.labels, labels(random)),
        };
    }
    update
}

/// What an operation or a query gives, as far as the same is expected of both.
fn shown<T: Debug, E: Display>(result: Result<T, E>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => format!("error: {error}"),
    }
}

/// Carries out a random operation and says what it gave.
async fn operate(things: &Table<Thing>, random: &mut Random) -> String {
    match random.below(12) {
        0..2 => shown(things.put(&thing(random)).await),
        2 => shown(things.put_if_newer(&thing(random)).await),
        3 => shown(things.put_if_unchanged(&thing(random)).await),
        4 => shown(things.delete(&key(random)).await),
        5..9 => shown(things.update(update(random)).await),
        9 => shown(things.get(&key(random)).consistent().await),
        10 => query(things, random).await,
        _ => query_index(things, random).await,
    }
}

async fn query(things: &Table<Thing>, random: &mut Random) -> String {
    let (ThingKey { shop, number }, to) = (key(random), key(random).number);
    let query = things.query(&shop).limit(1 + random.below(6) as usize);
    let condition = random.below(7);
    let descending = random.percent(50);
    shown(match condition {
        0 => rows(query, descending).await,
        1 => rows(query.sort_eq(&number), descending).await,
        2 => rows(query.sort_lt(number), descending).await,
        3 => rows(query.sort_le(number), descending).await,
        4 => rows(query.sort_gt(number), descending).await,
        5 => rows(query.sort_ge(number), descending).await,
        _ => rows(query.sort_between(&number, &to), descending).await,
    })
}

async fn rows<S>(query: Query<Thing, S, Thing, Base, Limited>, descending: bool) -> Result<Vec<Thing>, TableError> {
    if descending { query.descending().rows().await } else { query.rows().await }
}

async fn query_index(things: &Table<Thing>, random: &mut Random) -> String {
    let tag = (*random.choose(&["a", "ab", "b"])).to_owned();
    let low = price(random).unwrap_or(Number::ZERO);
    if random.percent(50) {
        let query = things.index(|i| i.by_price).query(&key(random).shop).consistent().unlimited();
        return sorted(if random.percent(50) { query.sort_ge(low).rows().await } else { query.rows().await });
    }
    let query = things.index(|i| i.by_tag).query(&tag).unlimited();
    sorted(if random.percent(50) { query.sort_lt(low).rows().await } else { query.rows().await })
}

/// Rows that are equal in the keys of an index have no order there.
fn sorted<T: Debug, E: Display>(result: Result<Vec<T>, E>) -> String {
    let mut rows: Vec<String> = match result {
        Ok(rows) => rows.iter().map(|row| format!("{row:?}")).collect(),
        Err(error) => vec![format!("error: {error}")],
    };
    rows.sort();
    rows.join("\n")
}

/// The table, whose sets have no order.
async fn dump(local: &Local) -> BTreeSet<String> {
    let rows = scan(&local.client(), "things").await.into_iter();
    rows.map(|row| {
        format!("{:?}", row.into_iter().map(|(name, value)| (name, ordered(value))).collect::<BTreeMap<_, _>>())
    })
    .collect()
}

fn ordered(value: AttributeValue) -> String {
    match value {
        AttributeValue::Ss(mut members) => {
            members.sort();
            format!("{members:?}")
        }
        AttributeValue::M(map) => {
            format!("{:?}", map.into_iter().map(|(name, value)| (name, ordered(value))).collect::<BTreeMap<_, _>>())
        }
        AttributeValue::L(list) => format!("{:?}", list.into_iter().map(ordered).collect::<Vec<_>>()),
        other => format!("{other:?}"),
    }
}

/// What happened to the rows, without numbers and times.
fn changes(local: &Local) -> Vec<String> {
    let event: Value = serde_json::from_slice(&local.changes_of::<Thing>().unwrap().to_json()).unwrap();
    let records = event["Records"].as_array().unwrap().iter();
    let change = |record: &Value| {
        let image = |name: &str| record["dynamodb"][name].as_object().map_or(0, serde_json::Map::len);
        let size = &record["dynamodb"]["SizeBytes"];
        let keys = &record["dynamodb"]["Keys"];
        format!("{} {keys} {size} {} {}", record["eventName"], image("NewImage"), image("OldImage"))
    };
    records.map(change).collect()
}

#[tokio::test]
async fn random_operations_give_the_same_in_memory_as_on_the_engine() {
    let mut failed = 0;
    for seed in 0..SEEDS {
        let locals = [Store::Engine, Store::Memory].map(Store::start);
        let [engine, memory] = &locals;
        let (on_engine, in_memory) = (engine.table::<Thing>().await.unwrap(), memory.table::<Thing>().await.unwrap());
        let mut random = Random::seeded(seed);
        for number in 0..120 {
            let mut same = random.clone();
            let (expected, found) = (operate(&on_engine, &mut random).await, operate(&in_memory, &mut same).await);
            assert_eq!(found, expected, "seed {seed}, operation {number}");
            failed += u32::from(expected.starts_with("error"));
        }
        assert_eq!(dump(memory).await, dump(engine).await, "seed {seed}");
        assert_eq!(changes(memory), changes(engine), "seed {seed}");
    }
    assert!(failed > 100, "conditions failed: {failed}");
}

#[tokio::test]
async fn random_transactions_give_the_same_in_memory_as_on_the_engine() {
    let (mut failed, mut done) = (0, 0);
    for seed in 0..SEEDS {
        let locals = [Store::Engine, Store::Memory].map(Store::start);
        let mut functions = Vec::new();
        for local in &locals {
            local.create::<Thing>().await.unwrap();
            local.create_table(&statetopic::ledger::SCHEMA).await.unwrap();
            functions.push(Function::<CarryOutSubscriber>::connect(&local.connections()).await.unwrap());
        }
        let mut random = Random::seeded(seed);
        for number in 1..60 {
            let command = json!({ "seed": { "N": random.below(u32::MAX).to_string() } });
            let event = event([Change::insert(number, &format!("command-{number}"), command)]);
            let mut undone = Vec::new();
            for function in &functions {
                undone.push(function.invoke(&event, None).await.unwrap().checkpoint().map(str::to_owned));
            }
            assert_eq!(undone[0], undone[1], "seed {seed}, command {number}");
            if undone[0].is_some() { failed += 1 } else { done += 1 }
        }
        let [engine, memory] = &locals;
        assert_eq!(dump(memory).await, dump(engine).await, "seed {seed}");
        assert_eq!(changes(memory), changes(engine), "seed {seed}");
    }
    assert!(failed > 100 && done > 100, "{failed} failed, {done} were done");
}

/// Clears what is not there.
#[subscriber(library, on(Inserted))]
fn clear_tags(_change: StateChange<Command>) -> Writes<Thing> {
    let key = |number| ThingKey { shop: "oslo".to_owned(), number };
    Writes::new().update(key(1).update().remove(|a| a.tag)).update(key(2).update().set(|a| a.tag, None))
}

#[tokio::test]
async fn an_update_that_only_removes_makes_no_row() {
    let key = || ThingKey { shop: "oslo".to_owned(), number: 1 };
    for store in [Store::Engine, Store::Memory] {
        let local = store.start();
        let things = local.table::<Thing>().await.unwrap();
        things.update(key().update().remove(|a| a.tag)).await.unwrap();
        things.update(key().update().set(|a| a.tag, None)).await.unwrap();
        local.create_table(&statetopic::ledger::SCHEMA).await.unwrap();
        let function = Function::<ClearTagsSubscriber>::connect(&local.connections()).await.unwrap();
        let event = event([Change::insert(1, "command", json!({ "seed": { "N": "1" } }))]);
        assert_eq!(function.invoke(&event, None).await.unwrap().checkpoint(), None);
        assert_eq!(dump(&local).await, BTreeSet::new(), "{store:?}");
        assert_eq!(changes(&local), [""; 0], "{store:?}");
        // With a value beside it a row is made.
        things.update(key().update().remove(|a| a.tag).add(|a| a.count, 1)).await.unwrap();
        assert_eq!(dump(&local).await.len(), 1, "{store:?}");
    }
}
