use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn now(change: &StateChange<Order>) -> u32 {
    match change {
        StateChange::Modified { new, .. } => new.total,
        _ => 0,
    }
}

fn main() {}
