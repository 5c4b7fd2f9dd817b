use statetopic::prelude::*;

#[state_topic(view = NEW_IMAGE)]
enum Order {
    Open,
    Paid,
}

fn main() {}
