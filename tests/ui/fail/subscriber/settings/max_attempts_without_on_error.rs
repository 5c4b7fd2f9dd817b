use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

#[subscriber(library, max_attempts = 5)]
fn listener(change: StateChange<Order>) {
    let _ = change;
}

fn main() {}
