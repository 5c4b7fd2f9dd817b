use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[serde(default, skip_serialising_if = "Option::is_none")]
    note: Option<String>,
}

fn main() {}
