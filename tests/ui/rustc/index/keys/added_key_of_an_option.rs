use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[added]
    #[index("by-sku", partition)]
    sku: Option<String>,
}

fn main() {}
