//! What one `Writes` may hold, and what becomes of a record whose writes cannot be committed.

use serde_json::json;
use statetopic::prelude::*;
use statetopic::{Connections, Function, Subscriber};
use statetopic_local::{FaultAction, FaultKind, Local};
use statetopic_tests::event::{Change, event, sequence_number};
use statetopic_tests::on_both_stores;
use statetopic_tests::recount::{number, scan, text};
use statetopic_tests::store::Store;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    amount: i64,
}

#[read_model(table = "meters")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Meter {
    #[partition_key]
    name: String,
    #[serde(default)]
    small: u8,
    #[serde(default)]
    signed: i8,
    #[serde(default)]
    wide: u64,
}

#[read_model(table = "receipts")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Receipt {
    #[partition_key]
    order: String,
    note: String,
}

fn meter(name: &str) -> Update<Meter> {
    MeterKey { name: name.to_owned() }.update()
}

/// A receipt, and an addition to a field of eight bits.
#[subscriber(library, on(Inserted))]
fn add_small(change: StateChange<Order>) -> Writes<(Meter, Receipt)> {
    let StateChange::Inserted { key, new } = change else { return Writes::new() };
    Writes::new()
        .put(&Receipt { order: key.id, note: "taken".to_owned() })
        .update(meter("small").add(|a| a.small, new.amount))
}

#[subscriber(library, on(Inserted))]
fn add_signed(change: StateChange<Order>) -> Writes<Meter> {
    let StateChange::Inserted { new, .. } = change else { return Writes::new() };
    Writes::new().update(meter("signed").add(|a| a.signed, new.amount))
}

#[subscriber(library, on(Inserted))]
fn add_wide(change: StateChange<Order>) -> Writes<Meter> {
    let StateChange::Inserted { new, .. } = change else { return Writes::new() };
    Writes::new().update(meter("wide").add(|a| a.wide, new.amount))
}

/// The same function as [`add_wide`] under another id.
#[subscriber(library, id = "statetopic-tests/add_wide_again", on(Inserted))]
fn add_wide_again(change: StateChange<Order>) -> Writes<Meter> {
    add_wide(change)
}

/// As many receipts as the amount says.
#[subscriber(library, on(Inserted))]
fn many_receipts(change: StateChange<Order>) -> Writes<Receipt> {
    let StateChange::Inserted { key, new } = change else { return Writes::new() };
    let receipt = |number| Receipt { order: format!("{}-{number}", key.id), note: "taken".to_owned() };
    (0..new.amount).fold(Writes::new(), |writes, number| writes.put(&receipt(number)))
}

/// Two operations on one row; the amount says which.
#[subscriber(library, on(Inserted))]
fn same_row(change: StateChange<Order>) -> Writes<Receipt> {
    let StateChange::Inserted { key, new } = change else { return Writes::new() };
    let receipt = Receipt { order: key.id.clone(), note: "taken".to_owned() };
    let row = ReceiptKey { order: key.id };
    match new.amount {
        0 => Writes::new().put(&receipt).put(&receipt),
        1 => Writes::new().put(&receipt).delete(&row),
        2 => Writes::new().delete(&row).update(row.update_existing().set(|a| a.note, "changed".to_owned())),
        _ => Writes::new().put(&receipt),
    }
}

/// A row that is too large, where the amount is its size.
#[subscriber(library, on(Inserted))]
fn large_receipt(change: StateChange<Order>) -> Result<Writes<Receipt>> {
    let StateChange::Inserted { key, new } = change else { return Ok(Writes::new()) };
    Ok(Writes::new().put(&Receipt { order: key.id, note: "x".repeat(usize::try_from(new.amount)?) }))
}

struct Bench<S: Subscriber> {
    local: Local,
    function: Function<S>,
}

impl<S: Subscriber> Bench<S> {
    async fn new(store: Store) -> Self {
        let local = store.start();
        local.create::<Meter>().await.unwrap();
        local.create::<Receipt>().await.unwrap();
        local.create_table(&statetopic::ledger::SCHEMA).await.unwrap();
        Self { function: connect(&local.connections()).await, local }
    }

    /// Delivers orders with these amounts, numbered from one, and returns the number of the checkpoint.
    async fn deliver(&self, amounts: &[i64]) -> Option<u32> {
        deliver(&self.function, amounts).await
    }

    async fn rows(&self, table: &str) -> usize {
        scan(&self.local.client(), table).await.len()
    }

    async fn meter(&self, field: &str) -> i128 {
        let meters = scan(&self.local.client(), "meters").await;
        number(&meters[0], field)
    }
}

on_both_stores! {
    #[tokio::test] async fn an_addition_out_of_range_is_the_checkpoint_and_writes_nothing;
    #[tokio::test] async fn an_addition_below_zero_is_the_checkpoint_where_the_field_has_no_sign;
    #[tokio::test] async fn an_addition_no_field_could_take_is_the_checkpoint;
    #[tokio::test] async fn a_field_is_filled_to_both_ends_of_its_range;
    #[tokio::test] async fn a_subscriber_under_another_id_counts_for_itself;
    #[tokio::test] async fn ninety_writes_of_a_record_are_committed_and_more_are_not;
    #[tokio::test] async fn what_cannot_be_committed_is_not_sent;
    #[tokio::test] async fn two_operations_on_one_row_are_the_checkpoint;
    #[tokio::test] async fn a_row_that_dynamodb_refuses_is_the_checkpoint;
    #[tokio::test] async fn an_authorization_that_is_missing_is_the_checkpoint_until_it_is_there;
}

async fn connect<S: Subscriber>(connections: &Connections) -> Function<S> {
    Function::connect(connections).await.unwrap()
}

async fn deliver<S: Subscriber>(function: &Function<S>, amounts: &[i64]) -> Option<u32> {
    let changes = (1..).zip(amounts).map(|(number, amount): (u32, &i64)| {
        let image = json!({ "amount": { "N": amount.to_string() } });
        Change::insert(number, &format!("order-{number}"), image)
    });
    let response = function.invoke(&event(changes), None).await.unwrap();
    let checkpoint = response.checkpoint()?;
    let numbers = 1..=u32::try_from(amounts.len()).unwrap();
    Some(numbers.into_iter().find(|number| sequence_number(*number) == checkpoint).expect("a record of the event"))
}

async fn an_addition_out_of_range_is_the_checkpoint_and_writes_nothing(store: Store) {
    let bench = Bench::<AddSmallSubscriber>::new(store).await;
    assert_eq!(bench.deliver(&[200, 55, 1, 0]).await, Some(3));
    assert_eq!(bench.meter("small").await, 255);
    assert_eq!(bench.rows("receipts").await, 2, "the receipt beside the addition is not written either");
    assert_eq!(bench.rows("statetopic-ledger").await, 2);
    assert_eq!(bench.deliver(&[200, 55, -255, 9]).await, None, "what failed is tried again, what is done is not");
    assert_eq!(bench.meter("small").await, 9);
}

async fn an_addition_below_zero_is_the_checkpoint_where_the_field_has_no_sign(store: Store) {
    let bench = Bench::<AddSmallSubscriber>::new(store).await;
    assert_eq!(bench.deliver(&[-1]).await, Some(1));
    assert_eq!(bench.rows("meters").await, 0);
    assert_eq!(bench.deliver(&[5, -6]).await, Some(2));
    assert_eq!(bench.meter("small").await, 5);
    assert_eq!(bench.deliver(&[5, -5]).await, None);
    assert_eq!(bench.meter("small").await, 0);
}

async fn an_addition_no_field_could_take_is_the_checkpoint(store: Store) {
    let bench = Bench::<AddSmallSubscriber>::new(store).await;
    assert_eq!(bench.deliver(&[256]).await, Some(1));
    assert_eq!(bench.deliver(&[i64::MIN]).await, Some(1));
    assert_eq!(bench.rows("meters").await, 0);
}

async fn a_field_is_filled_to_both_ends_of_its_range(store: Store) {
    let bench = Bench::<AddSignedSubscriber>::new(store).await;
    assert_eq!(bench.deliver(&[127, -128, -127, 255, 1]).await, Some(5));
    assert_eq!(bench.meter("signed").await, 127);
    let bench = Bench::<AddWideSubscriber>::new(store).await;
    assert_eq!(bench.deliver(&[i64::MAX, i64::MAX, 1, 1]).await, Some(4));
    assert_eq!(bench.meter("wide").await, i128::from(u64::MAX));
}

async fn a_subscriber_under_another_id_counts_for_itself(store: Store) {
    let bench = Bench::<AddWideSubscriber>::new(store).await;
    let again = connect::<AddWideAgainSubscriber>(&bench.local.connections()).await;
    for _ in 0..2 {
        assert_eq!(bench.deliver(&[3, 4]).await, None);
        assert_eq!(deliver(&again, &[3, 4]).await, None);
    }
    assert_eq!(bench.meter("wide").await, 14);
    assert_eq!(bench.rows("statetopic-ledger").await, 4, "a row for each item and subscriber");
}

async fn ninety_writes_of_a_record_are_committed_and_more_are_not(store: Store) {
    let bench = Bench::<ManyReceiptsSubscriber>::new(store).await;
    assert_eq!(bench.deliver(&[90, 91, 1]).await, Some(2));
    assert_eq!(bench.rows("receipts").await, 90);
    assert_eq!(bench.deliver(&[90, 1, 0]).await, None);
    assert_eq!(bench.rows("receipts").await, 91);
    assert_eq!(bench.rows("statetopic-ledger").await, 2, "a record without writes needs no row");
}

async fn what_cannot_be_committed_is_not_sent(store: Store) {
    let bench = Bench::<ManyReceiptsSubscriber>::new(store).await;
    bench.local.engine().inject(|call| {
        assert_ne!(call.operation(), "TransactWriteItems");
        FaultAction::Pass
    });
    assert_eq!(bench.deliver(&[91]).await, Some(1));
    assert_eq!(bench.deliver(&[0]).await, None);
}

async fn two_operations_on_one_row_are_the_checkpoint(store: Store) {
    for amount in [0, 1, 2] {
        let bench = Bench::<SameRowSubscriber>::new(store).await;
        assert_eq!(bench.deliver(&[9, amount, 9]).await, Some(2), "case {amount}");
        assert_eq!(bench.rows("receipts").await, 1);
    }
}

async fn a_row_that_dynamodb_refuses_is_the_checkpoint(store: Store) {
    let bench = Bench::<LargeReceiptSubscriber>::new(store).await;
    assert_eq!(bench.deliver(&[10, 420_000, 10]).await, Some(2));
    let receipts = scan(&bench.local.client(), "receipts").await;
    assert_eq!(receipts.iter().map(|receipt| text(receipt, "order")).collect::<Vec<_>>(), ["order-1"]);
}

async fn an_authorization_that_is_missing_is_the_checkpoint_until_it_is_there(store: Store) {
    let bench = Bench::<AddWideSubscriber>::new(store).await;
    bench.local.engine().inject(|call| match call.operation() {
        "TransactWriteItems" => FaultAction::FailBefore(FaultKind::AccessDenied),
        _ => FaultAction::Pass,
    });
    assert_eq!(bench.deliver(&[3, 4]).await, Some(1));
    bench.local.engine().heal();
    assert_eq!(bench.deliver(&[3, 4]).await, None);
    assert_eq!(bench.meter("wide").await, 7);
}
