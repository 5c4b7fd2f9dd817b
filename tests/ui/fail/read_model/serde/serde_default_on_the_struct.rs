use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
