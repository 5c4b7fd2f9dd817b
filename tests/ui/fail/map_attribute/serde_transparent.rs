use statetopic::prelude::*;

#[derive(Serialize, Deserialize, MapAttribute)]
#[serde(transparent)]
struct Address {
    city: String,
}

fn main() {}
