use statetopic::prelude::*;

#[read_model(table = "orders", billing = "PAY_PER_REQUEST")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
