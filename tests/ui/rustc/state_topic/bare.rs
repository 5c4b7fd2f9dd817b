use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
