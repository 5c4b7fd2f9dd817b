//! What `Writes` may write is the library's to say: the function's role follows from it.

use statetopic::prelude::*;

#[read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

struct All;

impl statetopic::writes::WriteSet for All {
    const SCHEMAS: &'static [statetopic::schema::TableSchema] = &[];
    const GRANTS: &'static [statetopic::Grant] = &[];
}

fn main() {}
