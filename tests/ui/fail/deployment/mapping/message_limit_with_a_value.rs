use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

#[subscriber(library, via = fifo, accept_message_limit = true)]
fn listener(_: StateChange<Order>) {}

fn main() {}
