use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

#[read_model(table = "parcels")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Parcel {
    #[partition_key]
    id: String,
}

#[read_model(table = "cards", projection_of = Parcel)]
#[derive(Serialize, Deserialize)]
struct Card {
    #[partition_key]
    id: String,
    #[sequence]
    position: SourcePosition,
}

#[subscriber(library)]
fn cards(_change: StateChange<Order>) -> Projection<Card> {
    Projection::absent()
}

fn main() {}
