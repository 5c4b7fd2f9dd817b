use statetopic::prelude::*;

#[derive(Serialize, Deserialize, MapAttribute)]
#[serde(remote = "Place")]
struct Address {
    city: String,
}

struct Place {
    city: String,
}

fn main() {}
