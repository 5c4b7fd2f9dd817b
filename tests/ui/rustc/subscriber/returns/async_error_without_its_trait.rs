use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

struct Failed;

#[subscriber(library)]
async fn listener(change: StateChange<Order>) -> Result<Writes<Order>, Failed> {
    let _ = change;
    Err(Failed)
}

fn main() {}
