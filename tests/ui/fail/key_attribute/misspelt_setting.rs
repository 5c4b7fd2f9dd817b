use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
#[key_attribute(krate = statetopic)]
struct Sku(String);

fn main() {}
