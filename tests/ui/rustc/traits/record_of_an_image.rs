use statetopic::prelude::*;
use statetopic::SequenceNumber;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

fn second(image: OrderNewImage, number: SequenceNumber) -> Record<Order> {
    Record::new(image, number)
}

fn main() {}
