use statetopic::{Image, ReadModel};
use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn keep<M: ReadModel, I: Image<M::Row>>(_: I) {}

fn main() {
    keep::<Order, _>(Order { id: "1".to_owned() });
}
