use statetopic::prelude::*;

#[derive(Serialize, Deserialize, MapAttribute)]
#[map_attribute(crat = statetopic)]
struct Address {
    city: String,
}

fn main() {}
