use statetopic::prelude::*;

type Money = rust_decimal::Decimal;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    #[serde(with = "statetopic::decimal")]
    total: Money,
    discount: Option<rust_decimal::Decimal>,
}

fn main() {}
