//! Orders come and go, on tables in memory.

use statetopic::prelude::*;
use statetopic_local::{Clock, Local};

use {{crate}}::{CustomerTotals, CustomerTotalsKey, NoteLargeOrdersSubscriber};
use {{crate}}::{Order, OrderKey, Status, SumOrdersSubscriber};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let local = Local::start_in_memory(Clock::wall());
    local.subscribe::<SumOrdersSubscriber>().await?;
    local.subscribe::<NoteLargeOrdersSubscriber>().await?;
    let orders = local.table::<Order>().await?;
    for (id, customer, total) in [
        ("o-1", "ann", 1_250),
        ("o-2", "bob", 250_000),
        ("o-3", "ann", 99),
    ] {
        let (id, customer) = (id.to_owned(), customer.to_owned());
        let address = Sensitive::new("12 High Street".to_owned());
        orders
            .put(&Order {
                id,
                customer,
                status: Status::Placed,
                total,
                address,
            })
            .await?;
    }
    let order = OrderKey {
        id: "o-3".to_owned(),
    };
    orders
        .update(order.update_existing().set(|a| a.status, Status::Cancelled))
        .await?;
    local.settle().await?;

    println!("Every change of the table is a typed event:");
    for record in statetopic::decode::<Order>(&local.changes_of::<Order>()?.to_json())? {
        let record = record?;
        let change = record.change();
        let status = change.new().map(|new| new.status);
        println!("  {:<8} {} {status:?}", change.kind(), change.key());
    }
    println!("And `sum_orders` derived:");
    let totals = local.table::<CustomerTotals>().await?;
    for customer in ["ann", "bob"] {
        let key = CustomerTotalsKey {
            customer: customer.to_owned(),
        };
        if let Some(CustomerTotals { orders, total, .. }) = totals.get(&key).await? {
            println!("  {customer}: {orders} orders, {total} cents");
        }
    }
    Ok(())
}
