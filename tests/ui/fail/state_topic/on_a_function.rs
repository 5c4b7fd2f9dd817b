use statetopic::prelude::*;

#[state_topic(view = NEW_IMAGE)]
fn order() {}

fn main() {}
