use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
#[serde(from = "u8", into = "u8")]
enum Status {
    Open,
}

fn main() {}
