use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Serialize)]
struct Order {
    #[partition_key]
    id: String,
    #[serde(borrow)]
    name: std::borrow::Cow<'static, str>,
}

fn main() {}
