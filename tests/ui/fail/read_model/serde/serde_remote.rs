use statetopic::prelude::*;

struct Plain {
    id: String,
}

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
#[serde(remote = "Plain")]
struct Order {
    #[partition_key]
    id: String,
}

fn main() {}
