use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

#[subscriber(library, accept_message_limit)]
fn listener(change: StateChange<Order>) {
    let _ = change;
}

fn main() {}
