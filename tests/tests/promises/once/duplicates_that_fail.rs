//! Records whose writes were committed, and which fail when they come again.

use std::collections::BTreeSet;
use std::sync::Mutex;

use statetopic::prelude::*;
use statetopic_local::{Delivery, Local};
use statetopic_tests::on_both_stores;
use statetopic_tests::store::Store;

#[read_model(table = "sales")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Sale {
    #[partition_key]
    id: u32,
    amount: u8,
}

#[read_model(table = "turnover")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Turnover {
    #[partition_key]
    year: u32,
    #[serde(default)]
    sales: u32,
    /// Narrow, so that a sum can leave it.
    #[serde(default)]
    small: u8,
}

on_both_stores! {
    #[tokio::test] async fn a_duplicate_whose_function_fails_now_is_done;
    #[tokio::test] async fn a_record_that_was_never_committed_still_fails;
    #[tokio::test] async fn additions_whose_sum_leaves_the_field_write_nothing;
    #[tokio::test] async fn additions_are_measured_by_their_sum;
}

fn turnover() -> Update<Turnover> {
    TurnoverKey { year: 2026 }.update()
}

async fn read(local: &Local) -> Result<Option<Turnover>> {
    Ok(local.table::<Turnover>().await?.get(&TurnoverKey { year: 2026 }).consistent().await?)
}

/// Succeeds once for each sale, and then meets a world in which it does not.
#[subscriber(library, on(Inserted))]
fn count_once(change: StateChange<Sale>) -> Result<Writes<Turnover>> {
    static COUNTED: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());
    if !COUNTED.lock().unwrap().insert(change.key().id) {
        return Err("it is counted already".into());
    }
    Ok(Writes::new().update(turnover().add(|a| a.sales, 1)))
}

async fn a_duplicate_whose_function_fails_now_is_done(store: Store) -> Result<()> {
    let local = store.start();
    let sales = local.table::<Sale>().await?;
    local.subscribe::<CountOnceSubscriber>().await?.set_delivery(Delivery::Twice).await;
    sales.put(&Sale { id: if store == Store::Engine { 1 } else { 2 }, amount: 1 }).await?;
    local.settle().await?;
    assert_eq!(read(&local).await?, Some(Turnover { year: 2026, sales: 1, small: 0 }));
    Ok(())
}

#[subscriber(library, on(Inserted))]
fn always_fails(_change: StateChange<Sale>) -> Result<Writes<Turnover>> {
    Err("never".into())
}

async fn a_record_that_was_never_committed_still_fails(store: Store) -> Result<()> {
    let local = store.start();
    let sales = local.table::<Sale>().await?;
    local.subscribe::<AlwaysFailsSubscriber>().await?;
    sales.put(&Sale { id: 1, amount: 1 }).await?;
    let error = local.settle().await.unwrap_err();
    assert!(error.mapping().is_some_and(statetopic_local::MappingError::is_blocked), "{error}");
    Ok(())
}

/// Two additions, each of which fits the field, and whose sum does not.
#[subscriber(library, on(Inserted))]
fn adds_twice(change: StateChange<Sale>) -> Writes<Turnover> {
    let amount = change.new().map_or(0, |new| i64::from(new.amount));
    let one = || turnover().add(|a| a.small, amount).add(|a| a.sales, 1);
    Writes::new().update(one()).update(one())
}

async fn additions_whose_sum_leaves_the_field_write_nothing(store: Store) -> Result<()> {
    let local = store.start();
    let sales = local.table::<Sale>().await?;
    local.subscribe::<AddsTwiceSubscriber>().await?;
    sales.put(&Sale { id: 1, amount: 200 }).await?;
    assert!(local.settle().await.is_err());
    assert_eq!(read(&local).await?, None);
    Ok(())
}

/// Two additions, one of which fits the field only with the other.
#[subscriber(library, on(Inserted))]
fn adds_and_takes(_change: StateChange<Sale>) -> Writes<Turnover> {
    Writes::new().update(turnover().add(|a| a.small, 300)).update(turnover().add(|a| a.small, -200))
}

async fn additions_are_measured_by_their_sum(store: Store) -> Result<()> {
    let local = store.start();
    let sales = local.table::<Sale>().await?;
    local.subscribe::<AddsAndTakesSubscriber>().await?;
    sales.put(&Sale { id: 1, amount: 1 }).await?;
    local.settle().await?;
    assert_eq!(read(&local).await?.map(|turnover| turnover.small), Some(100));
    Ok(())
}
