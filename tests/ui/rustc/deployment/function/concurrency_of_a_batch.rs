use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    #[partition_key]
    pub id: String,
}

#[subscriber(library, concurrency = 16)]
fn archive(_orders: Batch<Order>) {}

fn main() {}
