use statetopic::prelude::*;

#[derive(Clone, Serialize, Deserialize, MapAttribute)]
#[serde(into = "String")]
struct Address {
    city: String,
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.city
    }
}

fn main() {}
