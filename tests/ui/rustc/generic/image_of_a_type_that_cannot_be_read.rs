use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order<T> {
    #[partition_key]
    id: String,
    payload: T,
}

/// Without `Deserialize`.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Parcel;

#[subscriber(library)]
fn listen(change: StateChange<Order<Parcel>>) {
    let _ = change;
}

fn main() {}
