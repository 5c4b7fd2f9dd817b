use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[index("by-brand", partition)]
    brand: String,
    #[index("by-brnad", sort)]
    sku: String,
}

fn main() {}
