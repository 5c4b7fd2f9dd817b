use statetopic::prelude::*;

struct Order {
    id: String,
}

#[subscriber(library)]
fn listener(change: StateChange<Order>) {
    let _ = change;
}

fn main() {}
