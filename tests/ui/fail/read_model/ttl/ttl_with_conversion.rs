use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[ttl]
    #[serde(serialize_with = "never")]
    expires_at: EpochSeconds,
}

fn never<S: serde::Serializer>(_: &EpochSeconds, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("never")
}

fn main() {}
