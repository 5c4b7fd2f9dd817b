use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[sort_key]
    line: u32,
    #[index("by-date", sort(1), local)]
    date: String,
}

fn main() {}
