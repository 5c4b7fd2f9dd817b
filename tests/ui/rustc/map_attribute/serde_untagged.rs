use statetopic::prelude::*;

#[derive(Serialize, Deserialize, MapAttribute)]
#[serde(untagged)]
struct Address {
    city: String,
}

fn main() {}
