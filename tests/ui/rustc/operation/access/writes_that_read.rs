use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

trait Derive {
    fn derive(&self) -> Writes<Only<Order, access::Get>>;
}

fn main() {}
