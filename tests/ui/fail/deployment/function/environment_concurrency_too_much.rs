use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

#[subscriber(library, environment_concurrency = 1601, capacity_provider = "batch-jobs")]
fn listener(_: StateChange<Order>) {}

fn main() {}
