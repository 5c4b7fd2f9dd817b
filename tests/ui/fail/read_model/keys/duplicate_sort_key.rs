use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[sort_key]
    line: u32,
    #[sort_key]
    part: u32,
}

fn main() {}
