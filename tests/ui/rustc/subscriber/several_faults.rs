use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

// One build shows all of them.
#[subscriber(library, batch_size = 0, starting_position = NOW, on(Renamed))]
unsafe fn listener(change: &StateChange<Order>) {
    let _ = change;
}

fn main() {}
