use statetopic::prelude::*;

#[derive(Serialize, Deserialize, MapAttribute)]
struct Address(String, String);

fn main() {}
