use statetopic::key::KeyInput;
use statetopic::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, KeyAttribute)]
struct Sku(String);

fn find<K: KeyAttribute>(_: impl KeyInput<K>) {}

fn main() {
    find::<Sku>("bolt");
}
