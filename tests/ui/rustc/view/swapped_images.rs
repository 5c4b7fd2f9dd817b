use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn sold(old: &OrderOldImage, new: &OrderNewImage) -> u32 {
    old.total - new.total
}

fn total(change: &StateChange<Order>) -> u32 {
    match change {
        StateChange::Modified { old, new, .. } => sold(new, old),
        _ => 0,
    }
}

fn main() {}
