use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[version]
    #[serde(alias = "revision")]
    version: u64,
}

fn main() {}
