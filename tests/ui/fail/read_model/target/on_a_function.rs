use statetopic::prelude::*;

#[read_model(table = "orders")]
fn order() {}

fn main() {}
