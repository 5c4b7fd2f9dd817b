use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order<T> {
    #[partition_key]
    id: String,
    total: T,
}

fn old(image: OrderOldImage<u32>) {
    let _ = image;
}

fn main() {}
