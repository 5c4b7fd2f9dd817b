use statetopic::prelude::*;

#[read_model(table = "orders", billing = provisioned)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
