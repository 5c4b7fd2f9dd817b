use statetopic::prelude::*;

#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order<T> {
    #[partition_key]
    id: String,
    total: T,
}

fn main() {}
