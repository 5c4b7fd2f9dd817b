use statetopic::prelude::*;

#[derive(Serialize)]
#[read_model(table = "orders")]
struct Order {
    #[partition_key]
    id: String,
    #[serde(borrow)]
    name: std::borrow::Cow<'static, str>,
}

fn main() {}
