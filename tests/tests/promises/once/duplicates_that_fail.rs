//! Records whose writes were committed, and which fail when they come again.

use std::sync::atomic::{AtomicBool, Ordering};

use statetopic::prelude::*;
use statetopic_local::{Delivery, Local};

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

fn turnover() -> Update<Turnover> {
    TurnoverKey { year: 2026 }.update()
}

async fn read(local: &Local) -> Result<Option<Turnover>> {
    Ok(local.table::<Turnover>().await?.get_consistent(&TurnoverKey { year: 2026 }).await?)
}

/// Succeeds once, and then meets a world in which it does not.
#[subscriber(library, on(Inserted))]
fn count_once(_change: StateChange<Sale>) -> Result<Writes<Turnover>> {
    static CALLED: AtomicBool = AtomicBool::new(false);
    if CALLED.swap(true, Ordering::SeqCst) {
        return Err("there is one already".into());
    }
    Ok(Writes::new().update(turnover().add(|a| a.sales, 1)))
}

#[tokio::test]
async fn a_duplicate_whose_function_fails_now_is_done() -> Result<()> {
    let local = Local::start()?;
    let sales = local.table::<Sale>().await?;
    local.subscribe::<CountOnceSubscriber>().await?.set_delivery(Delivery::Twice).await;
    sales.put(&Sale { id: 1, amount: 1 }).await?;
    local.settle().await?;
    assert_eq!(read(&local).await?, Some(Turnover { year: 2026, sales: 1, small: 0 }));
    Ok(())
}

#[subscriber(library, on(Inserted))]
fn always_fails(_change: StateChange<Sale>) -> Result<Writes<Turnover>> {
    Err("never".into())
}

#[tokio::test]
async fn a_record_that_was_never_committed_still_fails() -> Result<()> {
    let local = Local::start()?;
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

#[tokio::test]
async fn additions_whose_sum_leaves_the_field_write_nothing() -> Result<()> {
    let local = Local::start()?;
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

#[tokio::test]
async fn additions_are_measured_by_their_sum() -> Result<()> {
    let local = Local::start()?;
    let sales = local.table::<Sale>().await?;
    local.subscribe::<AddsAndTakesSubscriber>().await?;
    sales.put(&Sale { id: 1, amount: 1 }).await?;
    local.settle().await?;
    assert_eq!(read(&local).await?.map(|turnover| turnover.small), Some(100));
    Ok(())
}
