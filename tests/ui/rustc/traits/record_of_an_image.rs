use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn second(image: OrderNewImage) -> Record<Order> {
    Record::new(image)
}

fn main() {}
