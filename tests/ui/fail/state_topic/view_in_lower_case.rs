use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = new_and_old_images)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
