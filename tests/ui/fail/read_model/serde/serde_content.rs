use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
#[serde(content = "body")]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
