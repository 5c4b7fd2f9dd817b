use statetopic::prelude::*;

#[derive(Serialize, Deserialize, MapAttribute)]
#[serde(rename_al = "camelCase")]
struct Address {
    postal_code: String,
}

fn main() {}
