use statetopic::prelude::*;

#[derive(Serialize, Deserialize)]
struct Street {
    name: String,
}

#[derive(Serialize, Deserialize, MapAttribute)]
struct Address {
    #[serde(flatten)]
    street: Street,
    #[serde(skip)]
    checked: bool,
}

fn main() {}
