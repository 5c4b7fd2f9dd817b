use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[index("by-price", partition)]
    #[serde(skip_serializing_if = "Option::is_none")]
    price: Option<f64>,
}

fn main() {}
