use statetopic::access::{Access, Get, Granted};

// As `Table::put` asks for it, which is there with the feature `sdk`.
fn put<A: Access<Put: Granted>>() {}

fn main() {
    put::<Get>();
}
