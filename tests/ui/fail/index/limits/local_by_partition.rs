use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    #[index("by-customer", sort, local)]
    customer: String,
    #[sort_key]
    number: u64,
}

fn main() {}
