use statetopic::prelude::*;

#[read_model(table = "orders", replicas())]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
