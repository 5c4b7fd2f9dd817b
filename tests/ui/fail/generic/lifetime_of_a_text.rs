use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order<'a> {
    #[partition_key]
    id: String,
    note: &'a str,
}

fn main() {}
