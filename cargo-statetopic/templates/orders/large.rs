//! Large orders, which somebody looks at.

use statetopic::prelude::*;

use crate::Order;

/// An order that was placed for more than a thousand.
#[read_model(table = "large-orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LargeOrder {
    /// The order.
    #[partition_key]
    pub order: String,
    /// What it cost when it was placed, in cents.
    pub total: u64,
}

/// Notes large orders. Lambda drops the others by a filter that follows from the arm.
///
/// # Errors
/// Where the row cannot be written.
#[subscriber(on(Inserted { new } if new.total > 100_000), max_retries = 10)]
pub async fn note_large_orders(
    change: StateChange<Order>,
    large: &Table<LargeOrder, access::Put>,
) -> Result<()> {
    if let Some(new) = change.new() {
        let order = new.id.clone();
        large
            .put(&LargeOrder {
                order,
                total: new.total,
            })
            .await?;
    }
    Ok(())
}
