use statetopic::prelude::*;

struct Place;

#[read_model(table = "orders")]
struct Order {
    #[partition_key]
    id: String,
    place: Place,
}

fn main() {}
