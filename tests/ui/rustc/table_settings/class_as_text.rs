use statetopic::prelude::*;

#[read_model(table = "orders", class = "STANDARD")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
