use statetopic::prelude::*;

#[derive(Serialize, Deserialize, MapAttribute)]
#[serde(rename_all(serialize = "camelCase", deserialize = "snake_case"))]
struct Address {
    postal_code: String,
}

fn main() {}
