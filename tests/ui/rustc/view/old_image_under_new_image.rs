use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn before(change: &StateChange<Order>) -> u32 {
    match change {
        StateChange::Modified { old, .. } => old.total,
        _ => 0,
    }
}

fn main() {}
