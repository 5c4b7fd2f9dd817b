use statetopic::prelude::*;

#[read_model(table = "orders", encryption = kms())]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
