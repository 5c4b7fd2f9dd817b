use rust_decimal::Decimal;
use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    #[partition_key]
    pub id: String,
    #[serde(with = "statetopic::decimal")]
    pub discount: Option<Decimal>,
}

fn main() {}
