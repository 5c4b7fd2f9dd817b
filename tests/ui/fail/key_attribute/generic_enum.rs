use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, KeyAttribute)]
enum Status<const N: usize> {
    Open,
}

fn main() {}
