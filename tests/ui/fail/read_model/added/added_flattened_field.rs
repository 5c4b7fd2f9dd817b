use statetopic::prelude::*;

#[derive(Serialize, Deserialize)]
struct Address {
    street: String,
}

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[added]
    #[serde(flatten)]
    address: Address,
}

fn main() {}
