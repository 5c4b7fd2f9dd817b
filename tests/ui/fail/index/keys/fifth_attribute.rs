use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[index("by-place", sort(4))]
    street: String,
    #[index("by-place", partition)]
    country: String,
    #[index("by-place", sort(0))]
    region: String,
    #[index("by-place", sort(1))]
    county: String,
    #[index("by-place", sort(2))]
    city: String,
    #[index("by-place", sort(3))]
    district: String,
}

fn main() {}
