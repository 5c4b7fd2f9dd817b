//! What takes a prefix takes a text or bytes.
use statetopic::query::PrefixInput;

fn begins_with<S>(_: impl PrefixInput<S>) {}

fn main() {
    begins_with::<(String,)>(7);
}
