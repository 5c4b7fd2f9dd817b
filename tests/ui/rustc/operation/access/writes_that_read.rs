use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

#[subscriber(on(Inserted))]
fn listener(change: StateChange<Order>) -> Writes<Only<Order, access::Read>> {
    Writes::new()
}

fn main() {}
