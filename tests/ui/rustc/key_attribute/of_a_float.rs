use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, PartialOrd, KeyAttribute)]
struct Price(f64);

fn main() {}
