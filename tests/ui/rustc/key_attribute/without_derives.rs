use statetopic::prelude::*;

#[derive(KeyAttribute)]
struct OrderId(String);

fn main() {}
