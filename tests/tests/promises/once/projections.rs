//! Projections: the row of a source item follows from its last change, however often and late its records come, and a change
//! of a row that is there is one write.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use serde_json::json;
use statetopic::prelude::*;
use statetopic::{Function, Subscriber};
use statetopic_local::{Delivery, FaultAction, FaultKind, Local};
use statetopic_tests::event::{Change, event};
use statetopic_tests::on_both_stores;
use statetopic_tests::recount::scan;
use statetopic_tests::store::Store;

#[read_model(table = "products")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Product {
    #[partition_key]
    id: String,
    price: u32,
}

#[read_model(table = "cards", projection_of = Product)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Card {
    #[partition_key]
    sku: String,
    price: u32,
    #[sequence]
    position: SourcePosition,
}

on_both_stores! {
    #[tokio::test] async fn rows_follow_their_items_whose_records_come_twice;
    #[tokio::test] async fn a_change_of_a_row_that_is_there_is_one_write;
    #[tokio::test] async fn a_late_record_neither_makes_a_row_nor_removes_one;
    #[tokio::test] async fn a_record_of_an_older_stream_is_superseded;
    #[tokio::test] async fn a_row_of_another_item_is_its_records_failure;
    #[tokio::test] async fn a_duplicate_that_fails_now_is_done;
    #[tokio::test] async fn a_function_that_reads_has_each_record_in_the_ledger;
    #[tokio::test(start_paused = true)] async fn a_throttled_write_is_made_when_its_record_comes_again;
}

fn card(id: &str, price: u32) -> Projection<Card> {
    Projection::row(&Card { sku: id.to_owned(), price, position: SourcePosition::unset() })
}

/// What costs nothing has no card, and of what costs 13 nothing is said.
fn projected(change: &StateChange<Product>) -> Projection<Card> {
    match change.new() {
        Some(new) if new.price == 13 => Projection::unchanged(),
        Some(new) if new.price > 0 => card(&new.id, new.price),
        Some(_) | None => Projection::absent(),
    }
}

#[subscriber(library)]
fn cards(change: StateChange<Product>) -> Projection<Card> {
    projected(&change)
}

struct Bench<S: Subscriber> {
    local: Local,
    function: Function<S>,
}

impl<S: Subscriber> Bench<S> {
    async fn new(store: Store) -> Result<Self> {
        let local = store.start();
        local.create::<Card>().await?;
        local.create_table(&statetopic::ledger::SCHEMA).await?;
        Ok(Self { function: Function::connect(&local.connections()).await?, local })
    }

    /// Delivers a change, and returns what became of it.
    async fn deliver(&self, change: Change) -> Result<String> {
        let mut outcomes = Vec::new();
        let observe = |event: &statetopic::OutcomeEvent<'_>| outcomes.push(event.outcome.name().to_owned());
        self.function.invoke_observed(&event([change]), None, observe).await?;
        Ok(outcomes.join(" "))
    }

    async fn price(&self) -> Result<Option<u32>> {
        let card = self.local.table::<Card>().await?.get(&CardKey { sku: "a".to_owned() }).consistent().await?;
        Ok(card.map(|card| card.price))
    }

    async fn ledger_rows(&self) -> usize {
        scan(&self.local.client(), statetopic::ledger::SCHEMA.table).await.len()
    }
}

fn put(number: u32, price: u32) -> Change {
    let image = |price: u32| json!({ "price": { "N": price.to_string() } });
    Change::modify(number, "a", image(0), image(price))
}

fn removal(number: u32) -> Change {
    Change::remove(number, "a", json!({ "price": { "N": "1" } }))
}

async fn rows_follow_their_items_whose_records_come_twice(store: Store) -> Result<()> {
    let local = store.start();
    let products = local.table::<Product>().await?;
    local.subscribe::<CardsSubscriber>().await?.set_delivery(Delivery::Twice).await;
    for (id, price) in [("a", 1), ("b", 2), ("c", 3), ("a", 4), ("b", 0), ("c", 5), ("c", 13), ("d", 0), ("a", 6)] {
        products.put(&Product { id: id.to_owned(), price }).await?;
        if price % 2 == 0 {
            local.settle().await?;
        }
    }
    products.delete(&ProductKey { id: "c".to_owned() }).await?;
    local.settle().await?;
    let cards = local.table::<Card>().await?;
    for (id, price) in [("a", Some(6)), ("b", None), ("c", None), ("d", None)] {
        let card = cards.get(&CardKey { sku: id.to_owned() }).consistent().await?;
        assert_eq!(card.map(|card| card.price), price, "{id}");
    }
    Ok(())
}

async fn a_change_of_a_row_that_is_there_is_one_write(store: Store) -> Result<()> {
    let bench = Bench::<CardsSubscriber>::new(store).await?;
    assert_eq!(bench.deliver(put(1, 1)).await?, "Done");
    let calls = Arc::new(Mutex::new(Vec::new()));
    let counted = Arc::clone(&calls);
    bench.local.engine().inject(move |call| {
        counted.lock().unwrap().push(call.operation().to_owned());
        FaultAction::Pass
    });
    assert_eq!(bench.deliver(put(2, 2)).await?, "Done");
    assert_eq!(bench.deliver(put(3, 13)).await?, "Done", "it is unchanged");
    assert_eq!(bench.deliver(put(2, 2)).await?, "Duplicate");
    assert_eq!(*calls.lock().unwrap(), ["PutItem", "PutItem"]);
    calls.lock().unwrap().clear();
    assert_eq!(bench.deliver(removal(4)).await?, "Done");
    assert_eq!(*calls.lock().unwrap(), ["TransactWriteItems"]);
    assert_eq!((bench.price().await?, bench.ledger_rows().await), (None, 1));
    Ok(())
}

async fn a_late_record_neither_makes_a_row_nor_removes_one(store: Store) -> Result<()> {
    let bench = Bench::<CardsSubscriber>::new(store).await?;
    for (change, outcome, price) in [
        (put(1, 1), "Done", Some(1)),
        (put(2, 2), "Done", Some(2)),
        (removal(3), "Done", None),
        (put(2, 2), "Superseded", None),
        (removal(3), "Duplicate", None),
        (put(4, 4), "Done", Some(4)),
        (removal(3), "Superseded", Some(4)),
        (put(5, 5), "Done", Some(5)),
        (removal(3), "Superseded", Some(5)),
        (put(4, 4), "Superseded", Some(5)),
        (put(5, 5), "Duplicate", Some(5)),
    ] {
        assert_eq!(bench.deliver(change.clone()).await?, outcome, "{change:?}");
        assert_eq!(bench.price().await?, price, "{change:?}");
    }
    // All of them once more, in one event.
    let all = event([put(1, 1), put(2, 2), removal(3), put(4, 4), put(5, 5), put(6, 6)]);
    assert_eq!(bench.function.invoke(&all, None).await?.checkpoint(), None);
    assert_eq!(bench.price().await?, Some(6));
    Ok(())
}

async fn a_record_of_an_older_stream_is_superseded(store: Store) -> Result<()> {
    let bench = Bench::<CardsSubscriber>::new(store).await?;
    let on = |change: Change, label: &str| {
        let arn = format!("arn:aws:dynamodb:eu-north-1:123456789012:table/products/stream/{label}");
        change.with("/eventSourceARN", arn.into())
    };
    let (older, newer) = ("2026-01-01T00:00:00.000", "2026-02-01T00:00:00.000");
    for (change, outcome, price) in [
        (on(put(500, 1), older), "Done", Some(1)),
        (on(put(501, 2), older), "Done", Some(2)),
        (on(put(7, 3), newer), "Done", Some(3)),
        (on(put(501, 2), older), "Superseded", Some(3)),
        (on(removal(502), older), "Superseded", Some(3)),
        (on(put(7, 3), newer), "Duplicate", Some(3)),
    ] {
        assert_eq!(bench.deliver(change.clone()).await?, outcome, "{change:?}");
        assert_eq!(bench.price().await?, price, "{change:?}");
    }
    Ok(())
}

#[subscriber(library)]
fn astray(change: StateChange<Product>) -> Projection<Card> {
    let _ = change;
    card("b", 1)
}

async fn a_row_of_another_item_is_its_records_failure(store: Store) -> Result<()> {
    let bench = Bench::<AstraySubscriber>::new(store).await?;
    let mut failures = Vec::new();
    let observe = |event: &statetopic::OutcomeEvent<'_>| {
        if let statetopic::RecordOutcome::Failed(failure) = event.outcome {
            failures.push(failure.to_string());
        }
    };
    bench.function.invoke_observed(&event([put(1, 1)]), None, observe).await?;
    assert!(matches!(&*failures, [failure] if failure.contains("another key than the item")), "{failures:?}");
    assert_eq!(scan(&bench.local.client(), "cards").await.len(), 0);
    Ok(())
}

/// Projects each price once, and then meets a world in which it does not.
#[subscriber(library)]
fn once(change: StateChange<Product>) -> Result<Projection<Card>> {
    static PROJECTED: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());
    match PROJECTED.lock().unwrap().insert(change.new().map_or(0, |new| new.price)) {
        true => Ok(projected(&change)),
        false => Err("it is projected already".into()),
    }
}

async fn a_duplicate_that_fails_now_is_done(store: Store) -> Result<()> {
    let bench = Bench::<OnceSubscriber>::new(store).await?;
    let price = if store == Store::Engine { 100 } else { 200 };
    assert_eq!(bench.deliver(put(1, price)).await?, "Done");
    // The row alone knows of it.
    assert_eq!(bench.deliver(put(2, price + 1)).await?, "Done");
    assert_eq!(bench.deliver(put(2, price + 1)).await?, "Duplicate");
    assert_eq!(bench.deliver(put(1, price)).await?, "Duplicate");
    assert_eq!(bench.deliver(put(3, price)).await?, "Failed", "one that was never done still fails");
    Ok(())
}

/// Keeps the highest price, which it reads.
#[subscriber(library)]
async fn highest(change: StateChange<Product>, cards: &Table<Card, access::Get>) -> Result<Projection<Card>> {
    let Some(new) = change.new() else { return Ok(Projection::absent()) };
    let there = cards.get(&CardKey { sku: new.id.clone() }).consistent().await?;
    Ok(match there.is_some_and(|there| there.price >= new.price) {
        true => Projection::unchanged(),
        false => card(&new.id, new.price),
    })
}

async fn a_function_that_reads_has_each_record_in_the_ledger(store: Store) -> Result<()> {
    let bench = Bench::<HighestSubscriber>::new(store).await?;
    for (change, outcome, price) in [
        (put(1, 5), "Done", Some(5)),
        (put(2, 3), "Done", Some(5)),
        (removal(3), "Done", None),
        // It would put a row now, since it reads another world.
        (put(2, 3), "Superseded", None),
        (put(4, 4), "Done", Some(4)),
        (put(5, 4), "Done", Some(4)),
        (put(5, 9), "Duplicate", Some(4)),
    ] {
        assert_eq!(bench.deliver(change.clone()).await?, outcome, "{change:?}");
        assert_eq!(bench.price().await?, price, "{change:?}");
    }
    Ok(())
}

async fn a_throttled_write_is_made_when_its_record_comes_again(store: Store) -> Result<()> {
    let bench = Bench::<CardsSubscriber>::new(store).await?;
    assert_eq!(bench.deliver(put(1, 1)).await?, "Done");
    for (kind, price) in [(FaultKind::Throttling, 2), (FaultKind::TransactionConflict, 3)] {
        bench.local.engine().inject(move |call| match call.operation() {
            "PutItem" => FaultAction::FailBefore(kind),
            _ => FaultAction::Pass,
        });
        assert_eq!(bench.deliver(put(price, price)).await?, "Failed");
        bench.local.engine().inject(|_| FaultAction::Pass);
        assert_eq!(bench.price().await?, Some(price - 1));
        assert_eq!(bench.deliver(put(price, price)).await?, "Done");
        assert_eq!(bench.price().await?, Some(price));
    }
    Ok(())
}
