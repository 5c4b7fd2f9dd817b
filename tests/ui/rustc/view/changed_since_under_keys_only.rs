use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn changed(change: &StateChange<Order>) -> bool {
    match change {
        StateChange::Modified { old, new, .. } => new.changed_since(old).contains(|a| a.total),
        _ => false,
    }
}

fn main() {}
