use statetopic::prelude::*;

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Place;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    place: Place,
}

fn main() {}
