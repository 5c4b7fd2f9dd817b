use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = StreamView::NewImage)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
