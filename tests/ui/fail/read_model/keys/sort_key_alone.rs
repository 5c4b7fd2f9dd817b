use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[sort_key]
    line: u32,
    id: String,
}

fn main() {}
