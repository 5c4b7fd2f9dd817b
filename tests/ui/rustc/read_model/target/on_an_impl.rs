use statetopic::prelude::*;

struct Order;

#[read_model(table = "orders")]
impl Order {}

fn main() {}
