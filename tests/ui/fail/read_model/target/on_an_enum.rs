use statetopic::prelude::*;

#[read_model(table = "orders")]
enum Order {
    Open,
    Paid,
}

fn main() {}
