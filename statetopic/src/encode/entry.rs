//! The name of one entry of a map, which an update sets or removes.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserializer, Serialize, Serializer};
use serde_dynamo::AttributeValue;

use super::error::{EncodeError, Problem};
use super::{FieldForm, to_set_value};
use crate::decode::ReadForm;

/// Writes a key as it is written in its map, and reads it once more.
pub(crate) fn to_entry_name<K: Serialize + DeserializeOwned>(key: &K) -> Result<String, EncodeError> {
    match to_set_value::<AloneInMap<K>>(key, true)? {
        Some(AttributeValue::M(entries)) => entries.into_keys().next().ok_or(EncodeError::new(Problem::MapKey)),
        _ => Err(EncodeError::new(Problem::MapKey)),
    }
}

/// A key in a map that has nothing else.
struct AloneInMap<K>(PhantomData<fn() -> K>);

impl<K: Serialize + DeserializeOwned> ReadForm for AloneInMap<K> {
    type Value = K;

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<K, D::Error> {
        deserializer.deserialize_map(Alone(PhantomData))
    }
}

impl<K: Serialize + DeserializeOwned> FieldForm for AloneInMap<K> {
    fn write<S: Serializer>(key: &K, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(key, &())?;
        map.end()
    }
}

struct Alone<K>(PhantomData<K>);

impl<'de, K: DeserializeOwned> Visitor<'de> for Alone<K> {
    type Value = K;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of one entry")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<K, A::Error> {
        let entry = map.next_entry::<K, ()>()?;
        entry.map(|(key, ())| key).ok_or_else(|| A::Error::invalid_length(0, &self))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "as tests have it")]
    fn name<K: Serialize + DeserializeOwned>(key: K) -> Result<String, String> {
        to_entry_name(&key).map_err(|error| error.to_string())
    }

    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Color {
        DarkRed,
        Of(u8),
    }

    #[derive(Serialize, Deserialize)]
    struct Number(u64);

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u64),
        Text(String),
    }

    /// It reads less than it writes.
    #[derive(Serialize)]
    struct Odd(&'static str);

    impl<'de> Deserialize<'de> for Odd {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            match String::deserialize(deserializer)?.as_str() {
                "odd" => Ok(Self("odd")),
                text => Err(D::Error::custom(text)),
            }
        }
    }

    #[test]
    fn a_key_is_written_as_in_its_map() {
        assert_eq!(name("ø.#: 1".to_owned()), Ok("ø.#: 1".to_owned()));
        assert_eq!(name(-7), Ok("-7".to_owned()));
        assert_eq!(name(u128::MAX), Ok(u128::MAX.to_string()));
        assert_eq!(name(true), Ok("true".to_owned()));
        assert_eq!(name('å'), Ok("å".to_owned()));
        assert_eq!(name(Number(7)), Ok("7".to_owned()));
        assert_eq!(name(Color::DarkRed), Ok("dark-red".to_owned()));
        assert_eq!(name(Either::Text("a".to_owned())), Ok("a".to_owned()));
        assert_eq!(name(String::new()), Ok(String::new()));
    }

    #[test]
    fn what_is_no_key_or_is_not_read_as_it_is_written_is_refused() {
        for (refused, reason) in [
            (name(Color::Of(1)), "a map's keys are strings, integers or names"),
            (name(()), "a map's keys are strings, integers or names"),
            (name(vec![1]), "a map's keys are strings, integers or names"),
            (name(Either::Number(7)), "reads there no key of a map but a string"),
            (name(Odd("secret")), "its `Deserialize` refuses what its `Serialize` writes"),
        ] {
            let error = refused.unwrap_err();
            assert!(error.contains(reason) && !error.contains("secret"), "{error}");
        }
        assert_eq!(name(Odd("odd")), Ok("odd".to_owned()));
    }
}
