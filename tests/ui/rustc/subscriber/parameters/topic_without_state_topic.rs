use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

#[subscriber(library)]
fn listener(change: StateChange<Order>) {
    let _ = change;
}

fn main() {}
