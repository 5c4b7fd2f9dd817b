//! The trail on the embedded engine, every batch delivered twice.

use std::time::Duration;

use audit_trail::{
    Account, AccountKey, AccountStatus, Action, AuditEntry, MASKED, RecordChangesSubscriber, delete_account, history,
};
use statetopic::prelude::*;
use statetopic::{Resource as _, Timestamp};
use statetopic_local::{Clock, Delivery, Local};

/// The start of the tests, in seconds since 1970.
const START: u64 = 1_800_000_000;

const EMAIL: &str = "kari@example.com";

/// A bank with an account, opened at the start.
struct Bank {
    clock: Clock,
    local: Local,
    accounts: Table<Account>,
}

impl Bank {
    async fn open() -> Result<Self> {
        let clock = Clock::stopped_at(Duration::from_secs(START));
        let local = Local::start_with_clock(clock.clone())?;
        local.subscribe::<RecordChangesSubscriber>().await?.set_delivery(Delivery::Twice).await;
        let accounts = local.table::<Account>().await?;
        let account = Account {
            id: "a-1".to_owned(),
            owner: "Kari".to_owned(),
            email: Sensitive::new(EMAIL.to_owned()),
            credit_limit: Number::from(1_000),
            status: AccountStatus::Open,
            ends_at: Some(EpochSeconds(1_800_086_400)),
            signed_by: "ann".to_owned(),
        };
        accounts.put(&account).await?;
        Ok(Self { clock, local, accounts })
    }

    async fn freeze(&self, by: &str) -> Result<()> {
        let update =
            account().update_existing().set(|a| a.status, AccountStatus::Frozen).set(|a| a.signed_by, by.to_owned());
        self.accounts.update(update).await?;
        Ok(())
    }

    /// Lets the changes through: the account's trail between two times in seconds after the start.
    async fn trail(&self, from: u64, until: u64) -> Result<Vec<AuditEntry>> {
        self.local.settle().await?;
        let entries = Table::connect(&self.local.connections()).await?;
        let time = |seconds: u64| Timestamp::from_epoch_millis((START + seconds) * 1_000);
        history(&entries, "a-1", time(from)..time(until)).await
    }
}

fn account() -> AccountKey {
    AccountKey { id: "a-1".to_owned() }
}

/// Who did what.
fn deeds(trail: &[AuditEntry]) -> Vec<(Action, Option<&str>)> {
    trail.iter().map(|entry| (entry.action, entry.by.as_deref())).collect()
}

#[tokio::test]
async fn each_change_has_one_entry_in_order_with_who_made_it() -> Result<()> {
    let bank = Bank::open().await?;
    bank.freeze("bob").await?;
    delete_account(&bank.accounts, &account(), "carl").await?;
    let trail = bank.trail(0, 1).await?;
    let (ann, bob, carl) = (Some("ann"), Some("bob"), Some("carl"));
    assert_eq!(deeds(&trail), [(Action::Created, ann), (Action::Changed, bob), (Action::Deleted, carl)]);
    let [status] = &*trail[1].changes else { panic!("one field changed") };
    let values = (status.old.as_deref(), status.new.as_deref());
    assert_eq!((status.attribute.as_str(), values), ("status", (Some("Open"), Some("Frozen"))));
    Ok(())
}

#[tokio::test]
async fn what_is_sensitive_is_not_in_the_trail() -> Result<()> {
    let bank = Bank::open().await?;
    let email = Sensitive::new("kari@example.org".to_owned());
    bank.accounts.update(account().update_existing().set(|a| a.email, email)).await?;
    let trail = bank.trail(0, 1).await?;
    let emails = trail.iter().flat_map(|entry| &entry.changes).filter(|change| change.attribute == "email");
    let emails: Vec<_> = emails.map(|change| (change.old.as_deref(), change.new.as_deref())).collect();
    assert_eq!(emails, [(None, Some(MASKED)), (Some(MASKED), Some(MASKED))]);
    assert!(!format!("{trail:?}").contains("kari@"), "in no other field either");
    Ok(())
}

#[tokio::test]
async fn the_trail_is_queried_by_time() -> Result<()> {
    let bank = Bank::open().await?;
    bank.clock.advance(Duration::from_secs(10));
    bank.freeze("bob").await?;
    bank.clock.advance(Duration::from_secs(10));
    delete_account(&bank.accounts, &account(), "carl").await?;
    assert_eq!(deeds(&bank.trail(10, 20).await?), [(Action::Changed, Some("bob"))]);
    assert_eq!(bank.trail(10, 21).await?.len(), 2);
    assert_eq!(bank.trail(11, 20).await?, []);
    assert_eq!(bank.trail(20, 10).await?, []);
    Ok(())
}

#[tokio::test]
async fn an_account_whose_time_has_come_was_removed_by_nobody() -> Result<()> {
    let bank = Bank::open().await?;
    // A record that waits for half a day is discarded.
    bank.local.settle().await?;
    bank.clock.advance(Duration::from_hours(25));
    assert_eq!(bank.local.engine().sweep_ttl()?, 1);
    let trail = bank.trail(0, 100_000).await?;
    assert_eq!(deeds(&trail), [(Action::Created, Some("ann")), (Action::Expired, None)]);
    Ok(())
}

#[tokio::test]
async fn the_role_allows_what_is_done_and_nothing_else() -> Result<()> {
    let bank = Bank::open().await?;
    bank.trail(0, 1).await?;
    let role = bank.local.role_of::<RecordChangesSubscriber>();
    assert_eq!((role.missing(), role.spare()), (vec![], vec![]));
    Ok(())
}
