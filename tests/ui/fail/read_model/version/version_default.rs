use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[version]
    #[serde(default = "first")]
    version: u64,
}

fn first() -> u64 {
    9
}

fn main() {}
