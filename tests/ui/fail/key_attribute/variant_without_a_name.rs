use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
enum Status {
    Open,
    #[serde(rename = "")]
    Unknown,
}

fn main() {}
