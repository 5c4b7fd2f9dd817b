use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, KeyAttribute)]
#[key_attribute(group_id = true)]
struct Sku(String);

fn main() {}
