use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: u32,
}

#[read_model(table = "cards", projection_of)]
#[derive(Serialize, Deserialize)]
struct Card {
    #[partition_key]
    id: String,
    #[sequence]
    position: SourcePosition,
}

fn main() {}
