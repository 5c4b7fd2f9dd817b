use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[index("by-place", partition(0))]
    continent: String,
    #[index("by-place", partition(1))]
    country: String,
    #[index("by-place", partition(2))]
    region: String,
    #[index("by-place", partition(3))]
    city: String,
    #[index("by-place", partition)]
    street: String,
}

fn main() {}
