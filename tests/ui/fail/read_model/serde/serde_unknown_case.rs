use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camel_case")]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
