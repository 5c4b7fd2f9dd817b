//! What takes conditions on a sort key takes the next attribute's values.
use statetopic::query::SortInput;

fn condition<S>(_: impl SortInput<S>) {}

fn main() {
    condition::<(u32, String)>("os");
}
