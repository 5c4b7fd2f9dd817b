use statetopic::prelude::*;

#[read_model(table = "orders")]
type Order = (String, u32);

fn main() {}
