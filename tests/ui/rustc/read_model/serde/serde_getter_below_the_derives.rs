use statetopic::prelude::*;

#[derive(Serialize, Deserialize)]
#[read_model(table = "orders")]
struct Order {
    #[partition_key]
    id: String,
    #[serde(getter = "Order::total")]
    total: u32,
}

fn main() {}
