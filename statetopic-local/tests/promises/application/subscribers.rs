//! Read models and subscribers on the local engine, as an application's own tests would run them.

#![allow(clippy::needless_pass_by_value, reason = "a subscriber takes its change by value")]

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use statetopic::prelude::*;
use statetopic_local::{Clock, Delivery, FaultAction, FaultKind, Local, MappingError};

#[read_model(table = "accounts")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Account {
    #[partition_key]
    id: String,
    country: String,
    balance: i64,
    #[ttl]
    expires_at: Option<EpochSeconds>,
}

#[read_model(table = "countries")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Country {
    #[partition_key]
    code: String,
    #[serde(default)]
    accounts: u32,
    #[serde(default)]
    balance: i64,
}

#[read_model(table = "dirty-countries")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct DirtyCountry {
    #[partition_key]
    code: String,
}

#[read_model(table = "closed-accounts")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct ClosedAccount {
    #[partition_key]
    id: String,
    expired: bool,
}

/// Derives each country's accounts and balances.
#[subscriber(batch_size = 3)]
fn sum_countries(change: StateChange<Account>) -> Writes<Country> {
    let country = |code: &String| CountryKey { code: code.clone() }.update();
    match change {
        StateChange::Inserted { new, .. } => {
            let update = country(&new.country).add(|a| a.accounts, 1).add(|a| a.balance, new.balance);
            Writes::new().update(update)
        }
        StateChange::Modified { old, new, .. } => Writes::new()
            .update(country(&old.country).add(|a| a.accounts, -1).add(|a| a.balance, -old.balance))
            .update(country(&new.country).add(|a| a.accounts, 1).add(|a| a.balance, new.balance)),
        StateChange::Removed { old, .. } => {
            let update = country(&old.country).add(|a| a.accounts, -1).add(|a| a.balance, -old.balance);
            Writes::new().update(update)
        }
    }
}

/// Listens to what another subscriber writes.
#[subscriber(on(Inserted, Modified))]
fn mark_countries(change: StateChange<Country>) -> Writes<DirtyCountry> {
    Writes::new().put(&DirtyCountry { code: change.key().code.clone() })
}

/// Writes through a table of its own.
#[subscriber(on(Removed))]
async fn keep_closed_accounts(change: StateChange<Account>, closed: &Table<ClosedAccount>) -> Result<()> {
    if let StateChange::Removed { key, cause, .. } = change {
        closed.put(&ClosedAccount { id: key.id, expired: cause == Removal::Expired }).await?;
    }
    Ok(())
}

/// Never succeeds.
#[subscriber(on(Inserted))]
fn refuse_accounts(_change: StateChange<Account>) -> Result<()> {
    Err("no accounts today".into())
}

/// Takes its time.
#[subscriber(on(Inserted))]
async fn ponder_accounts(_change: StateChange<Account>) {
    tokio::time::sleep(Duration::from_hours(1)).await;
}

fn account(id: &str, country: &str, balance: i64) -> Account {
    Account { id: id.to_owned(), country: country.to_owned(), balance, expires_at: None }
}

async fn country(local: &Local, country: &str) -> Option<(u32, i64)> {
    let table = local.table::<Country>().await.unwrap();
    let row = table.get(&CountryKey { code: country.to_owned() }).consistent().await.unwrap();
    row.map(|row| (row.accounts, row.balance))
}

/// Writes an account in each of the ways there are: what a country has after them is known.
async fn write_accounts(local: &Local) {
    let accounts = local.table::<Account>().await.unwrap();
    for (number, id) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        let balance = i64::try_from(number).unwrap() * 10;
        accounts.put(&account(id, "no", balance)).await.unwrap();
    }
    accounts.put(&account("b", "no", 11)).await.unwrap();
    accounts.put(&account("c", "se", 20)).await.unwrap();
    accounts.delete(&AccountKey { id: "d".to_owned() }).await.unwrap();
}

async fn assert_sums(local: &Local) {
    assert_eq!(country(local, "no").await, Some((3, 11 + 40)));
    assert_eq!(country(local, "se").await, Some((1, 20)));
}

#[tokio::test]
async fn a_derived_read_model_follows_its_topic() {
    let local = Local::start().unwrap();
    let subscription = local.subscribe::<SumCountriesSubscriber>().await.unwrap();
    write_accounts(&local).await;
    local.settle().await.unwrap();
    assert_sums(&local).await;
    assert_eq!(subscription.total().await.invocations, 3);
    assert_eq!(subscription.total().await.records, 8);
}

#[tokio::test]
async fn batches_delivered_twice_are_counted_once() {
    let local = Local::start().unwrap();
    let subscription = local.subscribe::<SumCountriesSubscriber>().await.unwrap();
    subscription.set_delivery(Delivery::Twice).await;
    write_accounts(&local).await;
    local.settle().await.unwrap();
    assert_eq!(subscription.total().await.records, 16);
    assert_sums(&local).await;
}

#[tokio::test]
async fn crashes_before_and_after_a_commit_change_nothing() {
    for fault in [FaultAction::FailBefore(FaultKind::Crash), FaultAction::FailAfter(FaultKind::Crash)] {
        let local = Local::start().unwrap();
        let subscription = local.subscribe::<SumCountriesSubscriber>().await.unwrap();
        write_accounts(&local).await;

        // Every second commit of the subscriber's goes wrong.
        let commits = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&commits);
        local.engine().inject(move |call| {
            let commit = call.operation() == "TransactWriteItems" && call.touches("countries");
            if commit && counter.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) { fault } else { FaultAction::Pass }
        });
        while let Err(error) = local.settle().await {
            assert!(error.mapping().is_some_and(MappingError::is_blocked), "{error}");
            subscription.restart().await.unwrap();
        }
        local.engine().heal();
        // Three batches, a package each, whose first commit goes wrong.
        assert!(commits.load(Ordering::Relaxed) >= 6, "faults were met");
        assert_sums(&local).await;
    }
}

#[tokio::test]
async fn throttling_is_waited_out() {
    let local = Local::start().unwrap();
    local.subscribe::<SumCountriesSubscriber>().await.unwrap();
    write_accounts(&local).await;
    local.engine().inject(|call| match (call.operation(), call.attempt()) {
        ("TransactWriteItems", 1 | 2) => FaultAction::FailBefore(FaultKind::Throttling),
        _ => FaultAction::Pass,
    });
    local.settle().await.unwrap();
    assert_sums(&local).await;
}

#[tokio::test]
async fn a_subscriber_sees_what_another_writes() {
    let local = Local::start().unwrap();
    local.subscribe::<MarkCountriesSubscriber>().await.unwrap();
    local.subscribe::<SumCountriesSubscriber>().await.unwrap();
    write_accounts(&local).await;
    local.settle().await.unwrap();
    let dirty = local.table::<DirtyCountry>().await.unwrap();
    for country in ["no", "se"] {
        let key = DirtyCountryKey { code: country.to_owned() };
        assert!(dirty.get(&key).consistent().await.unwrap().is_some(), "{country}");
    }
}

#[tokio::test]
async fn an_expired_item_reaches_the_subscriber_as_one() {
    let clock = Clock::stopped_at(Duration::from_secs(1_700_000_000));
    let local = Local::start_with_clock(clock.clone()).unwrap();
    local.subscribe::<KeepClosedAccountsSubscriber>().await.unwrap();
    let accounts = local.table::<Account>().await.unwrap();
    let expiring = Account { expires_at: Some(EpochSeconds(1_700_000_060)), ..account("a", "no", 1) };
    accounts.put(&expiring).await.unwrap();
    accounts.put(&account("b", "no", 1)).await.unwrap();
    accounts.delete(&AccountKey { id: "b".to_owned() }).await.unwrap();

    clock.advance(Duration::from_mins(2));
    assert_eq!(local.engine().sweep_ttl().unwrap(), 1);
    local.settle().await.unwrap();
    let closed = local.table::<ClosedAccount>().await.unwrap();
    for (id, expired) in [("a", true), ("b", false)] {
        let row = closed.get(&ClosedAccountKey { id: id.to_owned() }).consistent().await.unwrap();
        assert_eq!(row, Some(ClosedAccount { id: id.to_owned(), expired }));
    }
}

#[tokio::test]
async fn the_tables_of_parameters_are_made() {
    let local = Local::start().unwrap();
    local.subscribe::<KeepClosedAccountsSubscriber>().await.unwrap();
    let tables = local.client().list_tables().send().await.unwrap();
    let mut names = tables.table_names.unwrap_or_default();
    names.sort();
    assert_eq!(names, ["accounts", "closed-accounts"]);
}

/// A resource that does not say what it does, so that nobody knows its table.
struct Unsaid {
    _closed: Table<ClosedAccount>,
}

impl statetopic::Resource for Unsaid {
    async fn connect(connections: &statetopic::Connections) -> Result<Self, statetopic::ConnectError> {
        Ok(Self { _closed: Table::connect(connections).await? })
    }
}

#[subscriber(on(Removed))]
fn keep_unsaid(_change: StateChange<Account>, _unsaid: &Unsaid) {}

#[tokio::test]
async fn a_table_that_no_grant_names_is_named_where_it_is_missing() {
    let local = Local::start().unwrap();
    let error = local.subscribe::<KeepUnsaidSubscriber>().await.unwrap_err();
    assert!(error.to_string().contains("`STATETOPIC_TABLE_CLOSED_ACCOUNTS`"), "{error}");
}

#[tokio::test]
async fn a_function_that_never_succeeds_blocks_its_stream() {
    let local = Local::start().unwrap();
    let refusing = local.subscribe::<RefuseAccountsSubscriber>().await.unwrap();
    refusing.set_max_attempts(4).await;
    write_accounts(&local).await;
    let error = local.settle().await.unwrap_err();
    assert_eq!(refusing.total().await.invocations, 4);

    let event: Value = serde_json::from_slice(&local.changes_of::<Account>().unwrap().to_json()).unwrap();
    let number = |index: usize| event["Records"][index]["dynamodb"]["SequenceNumber"].as_str().unwrap();
    let blocked = error.mapping().unwrap();
    assert_eq!(blocked.sequence_numbers(), Some((number(0), number(4))), "the insertions, which the arms take");
    assert_eq!(error.source().unwrap().to_string(), "no accounts today", "the function's own words are the source");
}

#[tokio::test(start_paused = true)]
async fn an_invocation_that_runs_out_of_time_is_made_again() {
    let local = Local::start().unwrap();
    let pondering = local.subscribe::<PonderAccountsSubscriber>().await.unwrap();
    pondering.set_timeout(Some(Duration::from_mins(1))).await.unwrap();
    pondering.restart().await.unwrap();
    let accounts = local.table::<Account>().await.unwrap();
    accounts.put(&account("a", "no", 1)).await.unwrap();
    let error = local.settle().await.unwrap_err();
    assert!(error.mapping().is_some_and(MappingError::is_blocked), "{error}");
    assert_eq!(pondering.total().await.invocations, 3);

    pondering.set_timeout(None).await.unwrap();
    local.settle().await.unwrap();
    assert_eq!(pondering.total().await.invocations, 4);
}

#[tokio::test]
async fn the_changes_of_a_topic_are_shown_under_its_view() {
    let local = Local::start().unwrap();
    let countries = local.table::<Country>().await.unwrap();
    let row = Country { code: "no".to_owned(), accounts: 1, balance: 2 };
    countries.put(&row).await.unwrap();
    countries.put(&row).await.unwrap();
    let event: Value = serde_json::from_slice(&local.changes_of::<Country>().unwrap().to_json()).unwrap();
    let records = event["Records"].as_array().unwrap();
    assert_eq!(records.len(), 1, "the second put changed nothing");
    let change = &records[0]["dynamodb"];
    assert_eq!(change["Keys"], json!({"code": {"S": "no"}}));
    assert_eq!(change["StreamViewType"], "KEYS_ONLY");
    assert!(change.get("NewImage").is_none());
}
