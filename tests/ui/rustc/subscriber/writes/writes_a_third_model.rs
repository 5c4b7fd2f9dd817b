use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

#[read_model(table = "statistics")]
#[derive(Serialize, Deserialize)]
struct Statistics {
    #[partition_key]
    name: String,
    #[serde(default)]
    orders: u32,
    note: String,
}

#[read_model(table = "invoices")]
#[derive(Serialize, Deserialize)]
struct Invoice {
    #[partition_key]
    id: String,
}

#[subscriber(library)]
fn listener(change: StateChange<Order>) -> Writes<(Order, Statistics)> {
    let id = change.key().id.clone();
    Writes::new().put(&Invoice { id })
}

fn main() {}
