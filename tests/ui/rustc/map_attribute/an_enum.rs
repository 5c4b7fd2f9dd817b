use statetopic::prelude::*;

#[derive(Serialize, Deserialize, MapAttribute)]
enum Address {
    Street { city: String },
}

fn main() {}
