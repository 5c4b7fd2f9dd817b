use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[index("by-place", partition)]
    country: String,
    #[index("by-place", partition(2))]
    city: String,
}

fn main() {}
