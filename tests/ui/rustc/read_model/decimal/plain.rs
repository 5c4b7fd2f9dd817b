use rust_decimal::Decimal;
use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    total: Decimal,
}

fn main() {}
