use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
enum Status {
    Open,
    #[serde(with = "closed")]
    Closed,
}

fn main() {}
