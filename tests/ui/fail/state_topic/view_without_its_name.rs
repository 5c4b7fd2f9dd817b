use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
