use statetopic::prelude::*;

#[read_model(table = "orders", crate)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
