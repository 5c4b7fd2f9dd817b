use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[version]
    version: u64,
    #[version]
    revision: u64,
}

fn main() {}
