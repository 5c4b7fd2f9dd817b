use statetopic::prelude::*;

#[read_model(table = "orders")]
#[state_topic(view = KEYS_ONLY)]
#[derive(Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
}

#[subscriber(library, memory_per_vcpu = 4)]
fn listener(_: StateChange<Order>) {}

fn main() {}
