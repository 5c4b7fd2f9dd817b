//! Given rows, when an order changes, then rows.

use statetopic::prelude::*;
use statetopic_local::Scenario;

use {{crate}}::{CustomerTotals, LargeOrder, NoteLargeOrdersSubscriber};
use {{crate}}::{Order, OrderKey, Status, SumOrdersSubscriber};

fn order(id: &str, status: Status, total: u64) -> Order {
    let address = Sensitive::new("12 High Street".to_owned());
    Order {
        id: id.to_owned(),
        customer: "ann".to_owned(),
        status,
        total,
        address,
    }
}

fn totals(orders: u32, total: u64) -> CustomerTotals {
    CustomerTotals {
        customer: "ann".to_owned(),
        orders,
        total,
    }
}

#[tokio::test]
async fn an_order_adds_to_what_its_customer_ordered() -> Result<()> {
    let scenario = Scenario::new()
        .given(&totals(2, 700))
        .await?
        .when_put::<SumOrdersSubscriber, _>(&order("o-1", Status::Placed, 300))
        .await?;
    assert_eq!(scenario.then::<CustomerTotals>()?, [totals(3, 1_000)]);
    Ok(())
}

#[tokio::test]
async fn an_order_that_is_cancelled_or_deleted_counts_no_more() -> Result<()> {
    let placed = order("o-1", Status::Placed, 300);
    let scenario = Scenario::new()
        .given(&placed)
        .await?
        .given(&totals(3, 1_000))
        .await?
        .when_put::<SumOrdersSubscriber, _>(&order("o-1", Status::Cancelled, 300))
        .await?;
    assert_eq!(scenario.then::<CustomerTotals>()?, [totals(2, 700)]);

    let scenario = scenario
        .when_deleted::<SumOrdersSubscriber, Order>(&OrderKey {
            id: "o-1".to_owned(),
        })
        .await?;
    assert_eq!(scenario.then::<CustomerTotals>()?, [totals(2, 700)]);
    Ok(())
}

#[tokio::test]
async fn a_large_order_is_noted_and_a_small_one_is_not() -> Result<()> {
    let scenario = Scenario::new()
        .when_put::<NoteLargeOrdersSubscriber, _>(&order("o-1", Status::Placed, 100_000))
        .await?
        .when_put::<NoteLargeOrdersSubscriber, _>(&order("o-2", Status::Placed, 100_001))
        .await?;
    let large = LargeOrder {
        order: "o-2".to_owned(),
        total: 100_001,
    };
    assert_eq!(scenario.then::<LargeOrder>()?, [large]);
    Ok(())
}

#[test]
fn an_address_is_printed_nowhere() {
    let printed = format!("{:?}", order("o-1", Status::Placed, 1));
    assert!(!printed.contains("High Street"), "{printed}");
}
