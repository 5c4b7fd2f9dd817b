use statetopic::prelude::*;

#[derive(Serialize, Deserialize, MapAttribute)]
struct Address {
    city: String,
    #[serde(rename = "city")]
    town: String,
}

fn main() {}
