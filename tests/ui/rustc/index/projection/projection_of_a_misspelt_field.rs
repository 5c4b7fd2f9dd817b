use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[index("by-sku", partition, projection = include(totl))]
    sku: String,
    total: u32,
}

fn main() {}
