use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    note: String,
    labels: Vec<String>,
}

#[subscriber(library, on(Modified { old } if old.labels.iter().any(|label| new.note.contains(label))))]
fn listener(change: StateChange<Order>) {
    let _ = change;
}

fn main() {}
