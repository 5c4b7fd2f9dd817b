use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = OLD_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn changed(change: &StateChange<Order>) -> bool {
    match change {
        StateChange::Modified { old, new, .. } => !new.changed_since(old).is_empty(),
        _ => false,
    }
}

fn main() {}
