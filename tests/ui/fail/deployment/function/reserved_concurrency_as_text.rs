use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

#[subscriber(library, reserved_concurrency = "10")]
fn listener(_: StateChange<Order>) {}

fn main() {}
