//! An account changes, and the trail has it: tables in memory, on this machine.

use statetopic::prelude::*;
use statetopic_local::{Clock, Local};

use {{crate}}::{Account, AccountKey, TrailEntry, WriteTrailSubscriber};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let local = Local::start_in_memory(Clock::wall());
    local.subscribe::<WriteTrailSubscriber>().await?;
    let accounts = local.table::<Account>().await?;
    let account = |credit_limit, signed_by: &str| Account {
        id: "a-1".to_owned(),
        owner: "kari".to_owned(),
        credit_limit,
        email: Sensitive::new("kari@example.com".to_owned()),
        signed_by: signed_by.to_owned(),
    };
    accounts.put(&account(1_000, "ann")).await?;
    accounts.put(&account(5_000, "bob")).await?;
    accounts
        .delete(&AccountKey {
            id: "a-1".to_owned(),
        })
        .await?;
    local.settle().await?;

    println!("The trail of a-1:");
    let trail = local.table::<TrailEntry>().await?;
    for entry in trail.query("a-1").unlimited().rows().await? {
        println!(
            "  {} by {} {:?}",
            entry.kind, entry.signed_by, entry.changed
        );
    }
    Ok(())
}
