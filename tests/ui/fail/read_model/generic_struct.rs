use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order<T> {
    #[partition_key]
    id: String,
    total: T,
}

fn main() {}
