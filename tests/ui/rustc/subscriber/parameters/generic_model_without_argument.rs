use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

#[read_model(table = "deliveries")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Delivery<T> {
    #[partition_key]
    id: String,
    payload: T,
}

#[subscriber(library)]
fn listener(change: StateChange<Delivery>) {
    let _ = change;
}

fn main() {}
