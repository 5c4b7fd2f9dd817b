//! What takes conditions on a sort key takes none where there is none.
use statetopic::key::NoSortKey;
use statetopic::query::SortInput;

fn condition<S>(_: impl SortInput<S>) {}

fn main() {
    condition::<NoSortKey>("os");
}
