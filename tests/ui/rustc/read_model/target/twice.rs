use statetopic::prelude::*;

#[read_model(table = "orders")]
#[read_model(table = "invoices")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
