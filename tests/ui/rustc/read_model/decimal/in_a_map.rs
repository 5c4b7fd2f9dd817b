use rust_decimal::Decimal;
use statetopic::prelude::*;

#[derive(Serialize, Deserialize, MapAttribute)]
struct Line {
    sku: String,
    prices: Vec<Decimal>,
}

fn main() {}
