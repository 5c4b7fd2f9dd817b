use statetopic::prelude::*;

#[subscriber(library)]
fn listener<T: statetopic::StateTopic>(change: StateChange<T>) {
    let _ = change;
}

fn main() {}
