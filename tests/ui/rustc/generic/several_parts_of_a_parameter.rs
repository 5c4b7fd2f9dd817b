use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order<T> {
    #[partition_key]
    id: String,
    #[sort_key]
    line: T,
    #[ttl]
    expires_at: T,
    #[version]
    version: T,
    #[index("by-code", partition)]
    code: Option<T>,
    #[sensitive]
    contact: T,
}

fn main() {}
