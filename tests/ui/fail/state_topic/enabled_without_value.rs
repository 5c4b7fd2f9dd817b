use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE, enabled)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
