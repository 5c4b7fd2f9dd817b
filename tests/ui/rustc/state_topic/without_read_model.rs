use statetopic::prelude::*;

#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

fn main() {}
