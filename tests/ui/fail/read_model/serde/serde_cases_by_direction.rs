use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
#[serde(rename_all(serialize = "camelCase", deserialize = "snake_case"))]
struct Order {
    #[partition_key]
    id: String,
    unit_count: u32,
}

fn main() {}
