use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    total: Option<u32>,
}

fn main() {}
