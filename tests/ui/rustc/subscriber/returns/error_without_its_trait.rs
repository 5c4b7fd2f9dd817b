use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

struct Failed;

#[subscriber(library)]
fn listener(change: StateChange<Order>) -> Result<(), Failed> {
    let _ = change;
    Ok(())
}

fn main() {}
