use statetopic::prelude::*;

#[read_model(table = "orders", billing = provisioned(read = 5, read = 6))]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
