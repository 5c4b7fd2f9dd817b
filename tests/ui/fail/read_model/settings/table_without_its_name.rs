use statetopic::prelude::*;

#[read_model("orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
