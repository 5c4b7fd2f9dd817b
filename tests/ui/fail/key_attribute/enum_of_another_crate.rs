use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
#[serde(remote = "others::Status")]
enum Status {
    Open,
}

fn main() {}
