use statetopic::prelude::*;

#[read_model(table = "orders")]
union Order {
    id: u64,
    total: u32,
}

fn main() {}
