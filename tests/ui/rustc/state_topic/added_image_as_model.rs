use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[added]
    total: u32,
}

// An old row lacks `total`, so the conversion can fail.
fn restore(image: OrderNewImage) -> Order {
    image.into()
}

fn main() {}
