//! What each customer has ordered: a read model that is derived from the orders.

use statetopic::prelude::*;

use crate::{Order, Status};

/// The orders of a customer that are not cancelled.
#[read_model(table = "customer-totals")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CustomerTotals {
    /// The customer.
    #[partition_key]
    pub customer: String,
    /// How many.
    #[serde(default)]
    pub orders: u32,
    /// What they cost together, in cents.
    #[serde(default)]
    pub total: u64,
}

/// Takes away what an order was and adds what it is. What fails is parked, with the later changes of its order.
#[subscriber(on_error = park)]
pub fn sum_orders(change: StateChange<Order>) -> Writes<CustomerTotals> {
    let totals = |customer: &str| {
        CustomerTotalsKey {
            customer: customer.to_owned(),
        }
        .update()
    };
    let mut writes = Writes::new();
    if let Some(old) = change.old().filter(|old| old.status != Status::Cancelled) {
        writes = writes.update(
            totals(&old.customer)
                .add(|a| a.orders, -1)
                .add(|a| a.total, -i128::from(old.total)),
        );
    }
    if let Some(new) = change.new().filter(|new| new.status != Status::Cancelled) {
        writes = writes.update(
            totals(&new.customer)
                .add(|a| a.orders, 1)
                .add(|a| a.total, new.total),
        );
    }
    writes
}
