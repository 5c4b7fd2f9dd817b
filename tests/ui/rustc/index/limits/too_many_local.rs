use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[sort_key]
    line: u32,
    #[index("by-date-1", sort, local)]
    #[index("by-date-2", sort, local)]
    #[index("by-date-3", sort, local)]
    #[index("by-date-4", sort, local)]
    #[index("by-date-5", sort, local)]
    #[index("by-date-6", sort, local)]
    date: String,
}

fn main() {}
