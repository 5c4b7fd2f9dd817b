use statetopic::prelude::*;

#[read_model(table = "orders")]
const ORDER: u32 = 1;

fn main() {}
