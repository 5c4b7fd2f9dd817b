use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

#[read_model(table = "shelves")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Serialize, Deserialize)]
struct Shelf {
    #[partition_key]
    id: String,
}

#[subscriber(library)]
fn copy(change: StateChange<Shelf>) -> Writes<Order> {
    Writes::new().put(&Order { id: change.key().id.clone() })
}

fn main() {}
