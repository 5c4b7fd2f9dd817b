use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
#[serde(rename_all(serialize = "lowercase", deserialize = "UPPERCASE"))]
enum Status {
    Open,
}

fn main() {}
