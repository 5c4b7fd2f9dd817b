use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
    #[serde(rename = "total")]
    sum: u32,
}

fn main() {}
