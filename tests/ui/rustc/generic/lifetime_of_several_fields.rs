use statetopic::prelude::*;

use std::borrow::Cow;

#[read_model(table = "orders")]
#[derive(Serialize, Deserialize)]
struct Order<'a, 'b, T> {
    #[partition_key]
    id: Cow<'a, str>,
    #[serde(borrow)]
    notes: Vec<Option<Cow<'b, str>>>,
    payload: T,
}

fn main() {}
