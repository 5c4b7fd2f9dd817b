use statetopic::prelude::*;

struct Order;

#[read_model(table = "cards", projection_of = Order)]
#[derive(Serialize, Deserialize)]
struct Card {
    #[partition_key]
    id: String,
    #[sequence]
    position: SourcePosition,
}

fn main() {}
