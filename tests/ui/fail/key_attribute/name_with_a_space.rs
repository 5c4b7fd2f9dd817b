use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
#[key_attribute(group_id)]
enum Status {
    Open,
    #[serde(rename = "in transit")]
    InTransit,
}

fn main() {}
