use statetopic::prelude::*;

#[read_model(table = "orders", billing = provisioned(read = -1, write = 1))]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
