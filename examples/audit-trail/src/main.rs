//! The life of an account, and its trail.

use std::time::Duration;

use audit_trail::{Account, AccountKey, AccountStatus, AuditEntry, RecordChangesSubscriber, delete_account, history};
use statetopic::Timestamp;
use statetopic::prelude::*;
use statetopic_local::{Clock, Delivery, Local};

/// The start of the story, in milliseconds since 1970.
const START: u64 = 1_800_000_000_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let clock = Clock::stopped_at(Duration::from_millis(START));
    let local = Local::start_with_clock(clock.clone())?;
    let accounts = local.table::<Account>().await?;
    let entries = local.table::<AuditEntry>().await?;
    // Every batch comes twice, as it may on AWS: each change still has one entry.
    local.subscribe::<RecordChangesSubscriber>().await?.set_delivery(Delivery::Twice).await;

    let key = AccountKey { id: "a-1".to_owned() };
    let account = Account {
        id: key.id.clone(),
        owner: "Kari".to_owned(),
        email: Sensitive::new("kari@example.com".to_owned()),
        credit_limit: Number::from(1_000),
        status: AccountStatus::Open,
        ends_at: None,
        signed_by: "ann".to_owned(),
    };
    accounts.put(&account).await?;
    clock.advance(Duration::from_mins(5));
    let email = Sensitive::new("kari@example.org".to_owned());
    let update = key.clone().update_existing().set(|a| a.email, email).set(|a| a.signed_by, "kari".to_owned());
    accounts.update(update.set(|a| a.credit_limit, "1499.50".parse()?)).await?;
    clock.advance(Duration::from_mins(10));
    let update = key.clone().update_existing().set(|a| a.status, AccountStatus::Frozen);
    accounts.update(update.set(|a| a.signed_by, "fraud department".to_owned())).await?;
    clock.advance(Duration::from_mins(30));
    delete_account(&accounts, &key, "bob").await?;
    local.settle().await?;

    println!("The trail of account a-1:");
    show(&entries.query("a-1").unlimited().rows().await?);

    println!("\nFrom the fourth minute to the sixteenth:");
    let minute = |minute: u64| Timestamp::from_epoch_millis(START + minute * 60_000);
    show(&history(&entries, "a-1", minute(4)..minute(16)).await?);
    Ok(())
}

fn show(entries: &[AuditEntry]) {
    for entry in entries {
        let at = entry.place.time().map_or(0, Timestamp::epoch_millis) / 1_000;
        println!("  {at}  {:?} by {}", entry.action, entry.by.as_deref().unwrap_or("DynamoDB"));
        for change in &entry.changes {
            let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
            println!("    {:<13} {} -> {}", change.attribute, value(&change.old), value(&change.new));
        }
    }
}
