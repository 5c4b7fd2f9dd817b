//! What a struct that flattens leaves out, and what only looks as if it were read as another value.

use std::collections::BTreeMap;

use statetopic::prelude::*;

use super::written::written;

const fn five() -> u32 {
    5
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Flattens {
    #[serde(default = "five", skip_serializing_if = "is_zero")]
    number: u32,
    #[serde(alias = "old", default, skip_serializing_if = "Option::is_none")]
    named: Option<u8>,
    #[serde(flatten)]
    rest: BTreeMap<String, u8>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Part {
    #[serde(default = "five", skip_serializing_if = "is_zero")]
    number: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Whole {
    #[serde(flatten)]
    part: Part,
    other: u8,
}

#[tokio::test]
async fn what_is_left_out_beside_a_flattened_map_is_read_or_refused() {
    let of = |number, named, rest: &[(&str, u8)]| {
        let rest = rest.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
        Flattens { number, named, rest }
    };
    for read in [of(5, None, &[]), of(7, Some(1), &[]), of(7, None, &[("a", 1)]), of(5, Some(1), &[("a", 1), ("b", 2)])]
    {
        assert_eq!(written(read.clone()).await, Ok(()), "{read:?}");
        assert_eq!(written(vec![read]).await, Ok(()));
    }
    for refused in
        [of(0, None, &[]), of(0, Some(1), &[("a", 1)]), of(7, None, &[("old", 3)]), of(7, Some(1), &[("old", 3)])]
    {
        let error = written(refused.clone()).await.expect_err("it is read as another value");
        assert!(error.contains("at `content") && error.contains("it would "), "{refused:?}: {error}");
    }
    assert_eq!(written(Whole { part: Part { number: 1 }, other: 1 }).await, Ok(()));
    let error = written(Whole { part: Part { number: 0 }, other: 1 }).await.unwrap_err();
    assert!(error.contains("at `content`: it would read back as another value"), "{error}");
}

#[tokio::test]
async fn a_type_that_normalizes_what_it_reads_is_not_refused() {
    /// Digits as a string, without the zeros behind them when they are read.
    mod trimmed {
        use statetopic::prelude::*;

        pub(super) fn serialize<S: serde::Serializer>(
            text: &str,
            serializer: S,
        ) -> std::result::Result<S::Ok, S::Error> {
            serializer.serialize_str(text)
        }

        pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(
            deserializer: D,
        ) -> std::result::Result<String, D::Error> {
            String::deserialize(deserializer).map(|text| text.trim_end_matches('0').to_owned())
        }
    }

    #[derive(Clone, Debug, Serialize, Deserialize)]
    struct Price(#[serde(with = "trimmed")] String);

    impl PartialEq for Price {
        fn eq(&self, other: &Self) -> bool {
            self.0.parse::<Number>().unwrap() == other.0.parse::<Number>().unwrap()
        }
    }

    assert_eq!(written(Price("1.50".to_owned())).await, Ok(()));
}
