use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[version]
    #[added(default = 7)]
    version: u64,
}

fn main() {}
