use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Status {
    Open,
}

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[added(default)]
    status: Status,
}

fn main() {}
