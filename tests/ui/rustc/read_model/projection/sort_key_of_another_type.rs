use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    customer: String,
    #[sort_key]
    number: u64,
}

#[read_model(table = "cards", projection_of = Order)]
#[derive(Serialize, Deserialize)]
struct Card {
    #[partition_key]
    customer: String,
    #[sort_key]
    number: u32,
    #[sequence]
    position: SourcePosition,
}

fn main() {}
