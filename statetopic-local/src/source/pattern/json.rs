//! JSON as it is written: a number keeps its digits, and a name may stand twice in an object.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A level of DynamoDB's nesting, of which there are 32, is two of JSON's, and four are around them.
const MAX_DEPTH: usize = 128;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Json {
    Object(Vec<(String, Json)>),
    Array(Vec<Json>),
    Text(String),
    /// A number, a truth value or `null`, as it is written.
    Literal(String),
}

/// Reads a text that is exactly one value.
pub(super) fn read(text: &str) -> serde_json::Result<Json> {
    value(serde_json::from_str(text)?, 0)
}

fn value(raw: &RawValue, depth: usize) -> serde_json::Result<Json> {
    let text = raw.get();
    if depth > MAX_DEPTH {
        return Err(serde_json::Error::custom("nested too deeply"));
    }
    match text.as_bytes().first() {
        Some(b'{') => {
            let Members(members) = serde_json::from_str(text)?;
            let members = members.into_iter().map(|(name, raw)| Ok((name, value(raw, depth + 1)?)));
            Ok(Json::Object(members.collect::<serde_json::Result<_>>()?))
        }
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(text)?;
            let elements = elements.into_iter().map(|raw| value(raw, depth + 1));
            Ok(Json::Array(elements.collect::<serde_json::Result<_>>()?))
        }
        Some(b'"') => Ok(Json::Text(serde_json::from_str(text)?)),
        _ => Ok(Json::Literal(text.to_owned())),
    }
}

/// The members of an object, in their order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Json {
        Json::Literal(text.to_owned())
    }

    #[test]
    fn numbers_keep_their_digits_and_names_their_order() {
        let read = read(r#" {"b": [300.0, 3.0e2, -0, null, true], "a": "x\u0041", "b": {}} "#).unwrap();
        let array = ["300.0", "3.0e2", "-0", "null", "true"].map(literal).to_vec();
        let expected = [
            ("b".to_owned(), Json::Array(array)),
            ("a".to_owned(), Json::Text("xA".to_owned())),
            ("b".to_owned(), Json::Object(Vec::new())),
        ];
        assert_eq!(read, Json::Object(expected.to_vec()));
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        for text in ["", "{", "{}{}", r#"{"a": 1,}"#, "[1 2]", "'a'", "truth", "{a: 1}", "01"] {
            assert!(read(text).is_err(), "{text}");
        }
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read(&nested(MAX_DEPTH)).is_ok());
        assert!(read(&nested(100_000)).is_err());
    }
}
