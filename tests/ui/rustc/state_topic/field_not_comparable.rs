use statetopic::prelude::*;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place {
    row: u32,
}

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    place: Place,
}

fn main() {}
