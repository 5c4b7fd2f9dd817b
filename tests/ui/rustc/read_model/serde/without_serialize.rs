use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

async fn save(orders: &Table<Order>, order: &Order) -> Result<()> {
    orders.put(order).await?;
    Ok(())
}

fn main() {}
