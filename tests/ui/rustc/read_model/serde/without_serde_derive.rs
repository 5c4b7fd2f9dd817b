use statetopic::prelude::*;

#[read_model(table = "orders")]
struct Order {
    #[partition_key]
    id: String,
    #[serde(default)]
    total: u32,
}

fn main() {}
