use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[ttl]
    #[serde(skip)]
    expires_at: Option<EpochSeconds>,
}

fn main() {}
