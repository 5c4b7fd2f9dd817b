use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
#[serde(rename_al = "camelCase")]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
