use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

async fn save(orders: &Table<Order>, order: &Order) -> Result<()> {
    orders.put_if_newer(order).await?;
    Ok(())
}

fn main() {}
