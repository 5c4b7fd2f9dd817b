use statetopic::prelude::*;

mod text {
    use serde::{Deserialize, Deserializer};

    pub fn deserialize<'de, T: std::str::FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("no number"))
    }
}

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[serde(deserialize_with = "text::deserialize")]
    total: u32,
}

fn double(order: &Order) -> Update<Order> {
    order.key().update_existing().set(|a| a.total, 2 * order.total)
}

use statetopic::ReadModel as _;

fn main() {}
