//! What asks for consistent reads takes a table or a local index.
use statetopic::index::{ConsistentRead, Global};

fn audit<Scope: ConsistentRead>() {}

fn main() {
    audit::<Global>();
}
