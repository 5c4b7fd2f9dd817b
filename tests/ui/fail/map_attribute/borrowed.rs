use statetopic::prelude::*;

#[derive(Serialize, Deserialize, MapAttribute)]
struct Address<'a> {
    city: &'a str,
}

fn main() {}
