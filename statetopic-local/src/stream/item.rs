//! Which records are of one item.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::number::Number;
use super::value::typed;
use crate::engine::Attributes;

/// A number that is the same for all records of an item: its keys', however their numbers are written.
pub(crate) fn item_hash(keys: &Attributes) -> u64 {
    let mut attributes: Vec<_> = keys.iter().collect();
    attributes.sort_unstable_by_key(|(name, _)| *name);
    let mut hasher = DefaultHasher::new();
    for (name, value) in attributes {
        name.hash(&mut hasher);
        match typed(value).map(|(kind, content)| (kind, content.as_str())) {
            Some(("N", Some(text))) => Number::parse(text).hash(&mut hasher),
            Some((_, Some(text))) => text.hash(&mut hasher),
            Some((_, None)) | None => {}
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn hash(keys: &Value) -> u64 {
        item_hash(keys.as_object().unwrap())
    }

    #[test]
    fn the_records_of_an_item_have_one_number_and_other_items_others() {
        let item = json!({"id": {"S": "a"}, "line": {"N": "10"}});
        assert_eq!(hash(&item), hash(&json!({"line": {"N": "1e1"}, "id": {"S": "a"}})));
        for other in [
            json!({"id": {"S": "b"}, "line": {"N": "10"}}),
            json!({"id": {"S": "a"}, "line": {"N": "1"}}),
            json!({"id": {"S": "a"}}),
        ] {
            assert_ne!(hash(&item), hash(&other), "{other}");
        }
    }
}
