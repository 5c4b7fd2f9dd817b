use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
