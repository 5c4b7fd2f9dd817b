use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

struct Invoice {
    id: String,
}

#[subscriber(library)]
fn listener(change: StateChange<Order>, invoices: &Table<Invoice>) {
    let _ = (change, invoices);
}

fn main() {}
