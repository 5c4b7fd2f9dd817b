use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, Hash, KeyAttribute)]
struct OrderId(String);

fn main() {}
