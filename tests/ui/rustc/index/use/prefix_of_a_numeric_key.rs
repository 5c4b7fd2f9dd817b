//! A number has no prefixes.
use statetopic::query::PrefixInput;

fn begins_with<S>(_: impl PrefixInput<S>) {}

fn main() {
    begins_with::<(u64,)>("2026-");
}
