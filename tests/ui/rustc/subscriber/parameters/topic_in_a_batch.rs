use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

#[subscriber(library)]
async fn listener(batch: Batch<Order>, orders: &Table<Order>) -> Result<()> {
    let _ = (batch, orders);
    Ok(())
}

fn main() {}
