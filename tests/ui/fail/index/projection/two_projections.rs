use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[index("by-sku", partition, projection = all)]
    sku: String,
    #[index("by-sku", sort, projection = keys_only)]
    date: String,
}

fn main() {}
