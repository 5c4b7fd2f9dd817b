//! Conditions in `Writes`: a write that is left out, and a record that fails; reactions that are joined.

use serde_json::json;
use statetopic::prelude::*;
use statetopic::{Function, Subscriber};
use statetopic_local::Local;
use statetopic_tests::event::{Change, event, sequence_number};
use statetopic_tests::recount::scan;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    amount: i64,
}

#[read_model(table = "customers")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Customer {
    #[partition_key]
    name: String,
    since: String,
    #[serde(default)]
    spent: Number,
}

#[read_model(table = "counts")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Count {
    #[partition_key]
    id: u32,
    #[serde(default)]
    orders: u32,
    #[serde(default)]
    large: u32,
}

fn customer() -> CustomerKey {
    CustomerKey { name: "kari".to_owned() }
}

fn count() -> Update<Count> {
    CountKey { id: 1 }.update()
}

fn new_customer(order: &StateChange<Order>) -> Create<Customer> {
    let row = Customer { name: "kari".to_owned(), since: order.key().id.clone(), spent: Number::ZERO };
    Create::new(&row)
}

fn amount(change: &StateChange<Order>) -> i64 {
    change.new().map_or(0, |new| new.amount)
}

/// The first order makes the customer; every order is counted, and the large ones again while there are few.
#[subscriber(library, on(Inserted))]
fn first_order(change: StateChange<Order>) -> Writes<(Only<Customer, access::Put>, Only<Count, access::Update>)> {
    Writes::new().create(new_customer(&change).or_skip()).update(count().add(|a| a.orders, 1))
}

/// Without `or_skip` a second order of the customer fails.
#[subscriber(library, on(Inserted))]
fn only_order(change: StateChange<Order>) -> Writes<(Customer, Count)> {
    Writes::new().create(new_customer(&change)).update(count().add(|a| a.orders, 1))
}

/// What a customer spends, who must be there and below a limit.
fn spend(change: &StateChange<Order>) -> Writes<Only<Customer, access::Update>> {
    let within =
        customer().update_existing().add(|a| a.spent, amount(change)).only_if(|a| a.spent.lt(Number::from(100)));
    Writes::new().update(within)
}

/// Large orders are counted, up to two.
fn count_large(change: &StateChange<Order>) -> Writes<Only<Count, access::Update>> {
    let large = (amount(change) >= 50).then(|| count().add(|a| a.large, 1).only_if(|a| a.large.lt(2)).or_skip());
    large.into_iter().map(|large| Writes::new().update(large)).collect()
}

/// Two reactions as one function.
#[subscriber(library, on(Inserted))]
fn spend_and_count(change: StateChange<Order>) -> Writes<(Customer, Count)> {
    Writes::new().and(spend(&change)).and(count_large(&change))
}

struct Bench<S: Subscriber> {
    local: Local,
    function: Function<S>,
}

impl<S: Subscriber> Bench<S> {
    async fn new() -> Self {
        let local = Local::start().unwrap();
        local.create::<Customer>().await.unwrap();
        local.create::<Count>().await.unwrap();
        local.create_table(&statetopic::ledger::SCHEMA).await.unwrap();
        Self { function: Function::connect(&local.connections()).await.unwrap(), local }
    }

    /// Delivers orders with these amounts, numbered from `first`, and returns the number of the checkpoint.
    async fn deliver(&self, first: u32, amounts: &[i64]) -> Option<u32> {
        let changes = (first..).zip(amounts).map(|(number, amount): (u32, &i64)| {
            let image = json!({ "amount": { "N": amount.to_string() } });
            Change::insert(number, &format!("order-{number}"), image)
        });
        let response = self.function.invoke(&event(changes), None).await.unwrap();
        let checkpoint = response.checkpoint()?;
        (first..).take(amounts.len()).find(|number| sequence_number(*number) == checkpoint)
    }

    async fn customer(&self) -> Option<Customer> {
        self.local.table::<Customer>().await.unwrap().get(&customer()).consistent().await.unwrap()
    }

    async fn count(&self) -> (u32, u32) {
        let counts = self.local.table::<Count>().await.unwrap();
        counts.get(&CountKey { id: 1 }).consistent().await.unwrap().map_or((0, 0), |count| (count.orders, count.large))
    }
}

#[tokio::test]
async fn a_write_that_says_or_skip_is_left_out_and_the_others_are_committed() {
    let bench = Bench::<FirstOrderSubscriber>::new().await;
    assert_eq!(bench.deliver(1, &[1, 2, 3]).await, None);
    assert_eq!(bench.customer().await.unwrap().since, "order-1");
    assert_eq!(bench.count().await, (3, 0));
    assert_eq!(bench.deliver(1, &[1, 2, 3]).await, None);
    assert_eq!(bench.count().await, (3, 0), "what was left out once is left out for good");
}

#[tokio::test]
async fn a_condition_without_or_skip_is_the_records_failure() {
    let bench = Bench::<OnlyOrderSubscriber>::new().await;
    assert_eq!(bench.deliver(1, &[1, 2]).await, Some(2));
    assert_eq!(bench.customer().await.unwrap().since, "order-1");
    assert_eq!(bench.count().await, (1, 0));
}

#[tokio::test]
async fn joined_reactions_are_one_transaction() {
    let bench = Bench::<SpendAndCountSubscriber>::new().await;
    assert_eq!(bench.deliver(1, &[60]).await, Some(1), "the customer is not there");
    assert_eq!(bench.count().await, (0, 0), "so nothing is counted either");
    let customers = bench.local.table::<Customer>().await.unwrap();
    customers.put(&Customer { name: "kari".to_owned(), since: String::new(), spent: Number::ZERO }).await.unwrap();
    assert_eq!(bench.deliver(1, &[60, 30]).await, None);
    assert_eq!(bench.deliver(3, &[55, 1]).await, Some(4), "145 is not below the limit");
    assert_eq!(bench.customer().await.unwrap().spent, Number::from(145));
    assert_eq!(bench.count().await, (0, 2));
    customers.update(customer().update_existing().set(|a| a.spent, Number::ZERO)).await.unwrap();
    assert_eq!(bench.deliver(4, &[50, 50]).await, None);
    assert_eq!(bench.count().await, (0, 2), "a third is left out");
    assert_eq!(scan(&bench.local.client(), "statetopic-ledger").await.len(), 5);
}
