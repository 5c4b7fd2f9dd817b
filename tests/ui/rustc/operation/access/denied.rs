use statetopic::access;
use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

async fn read(orders: &Table<Order, access::Put>, key: &OrderKey) -> Result<()> {
    orders.get(key).await?;
    Ok(())
}

fn main() {}
