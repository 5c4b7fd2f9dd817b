use statetopic::prelude::*;

#[read_model(table = "orders", billing = PAY_PER_REQUESTS)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
