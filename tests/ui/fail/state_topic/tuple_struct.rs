use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order(String, u32);

fn main() {}
