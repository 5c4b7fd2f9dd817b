//! Given an account, when it changes, then the trail has it.

use statetopic::prelude::*;
use statetopic_local::{Clock, Delivery, Local, Scenario};

use {{crate}}::{Account, AccountKey, TrailEntry, WriteTrailSubscriber};

fn account(credit_limit: u32, signed_by: &str) -> Account {
    Account {
        id: "a-1".to_owned(),
        owner: "kari".to_owned(),
        credit_limit,
        email: Sensitive::new("kari@example.com".to_owned()),
        signed_by: signed_by.to_owned(),
    }
}

#[tokio::test]
async fn a_change_is_written_down_with_who_signed_and_what_changed() -> Result<()> {
    let scenario = Scenario::new()
        .given(&account(1_000, "ann"))
        .await?
        .when_put::<WriteTrailSubscriber, _>(&account(5_000, "bob"))
        .await?;
    let trail = scenario.then::<TrailEntry>()?;
    assert_eq!(
        (trail.len(), &*trail[0].kind, &*trail[0].signed_by),
        (1, "Modified", "bob")
    );
    assert_eq!(trail[0].changed, ["credit_limit", "signed_by"]);
    Ok(())
}

#[tokio::test]
async fn a_removal_is_written_down() -> Result<()> {
    let scenario = Scenario::new()
        .given(&account(1_000, "ann"))
        .await?
        .when_deleted::<WriteTrailSubscriber, Account>(&AccountKey {
            id: "a-1".to_owned(),
        })
        .await?;
    let trail = scenario.then::<TrailEntry>()?;
    assert_eq!((&*trail[0].kind, &*trail[0].signed_by), ("Removed", "ann"));
    Ok(())
}

#[tokio::test]
async fn a_record_that_comes_twice_has_one_entry() -> Result<()> {
    let local = Local::start_in_memory(Clock::wall());
    let subscription = local.subscribe::<WriteTrailSubscriber>().await?;
    subscription.set_delivery(Delivery::Twice).await;
    local
        .table::<Account>()
        .await?
        .put(&account(1_000, "ann"))
        .await?;
    local.settle().await?;
    let trail = local
        .table::<TrailEntry>()
        .await?
        .query("a-1")
        .unlimited()
        .rows()
        .await?;
    assert_eq!(trail.len(), 1);
    assert!(!format!("{trail:?}").contains("kari@example.com"));
    Ok(())
}
