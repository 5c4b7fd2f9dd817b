use statetopic::prelude::*;

#[derive(Serialize, Deserialize)]
#[read_model(table = "orders")]
#[serde(untagged)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
