use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn listener(change: StateChange<Order>) -> Writes<Only<Order, access::Put>> {
    Writes::new().update(change.key().clone().update_existing().set(|a| a.total, 1))
}

fn main() {}
