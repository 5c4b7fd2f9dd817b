use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Status {
    Open,
}

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    status: Status,
}

#[subscriber(library, on(Inserted { new } if new.status == "OPEN"))]
fn listen(change: StateChange<Order>) {}

fn main() {}
