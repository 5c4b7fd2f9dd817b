use statetopic::prelude::*;

// One build shows all of them.
#[read_model(table = "o")]
#[derive(Serialize, Deserialize)]
struct Order {
    id: String,
    #[ttl]
    expires_at: EpochSeconds,
    #[ttl]
    forgotten_at: EpochSeconds,
    #[serde(borrow)]
    total: u32,
}

// Uses of what the macro would have generated are not further errors.
fn read(order: &Order) -> OrderKey {
    order.key()
}

use statetopic::ReadModel as _;

fn main() {}
