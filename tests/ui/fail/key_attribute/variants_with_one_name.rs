use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
#[serde(rename_all = "lowercase")]
enum Status {
    Open,
    #[serde(rename = "open")]
    Reopened,
}

fn main() {}
