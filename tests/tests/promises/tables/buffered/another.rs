//! What serde would read as another value, since it guesses the type of what it buffers: refused, by `put` and by updates alike.

use std::collections::{BTreeMap, HashSet};

use statetopic::prelude::*;
use statetopic::{NumberSet, StringSet};
use statetopic_local::Local;

use super::written::written;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Either<A, B> {
    One(A),
    Other(B),
}

/// Refused with a text that says what would become of it.
async fn is_refused<T: super::Content>(content: T, says: &str) {
    let shown = format!("{content:?}");
    let error = written(content).await.expect_err(&shown);
    assert!(error.contains("at `content") && error.contains(says), "{shown}: {error}");
}

const ANOTHER: &str = "it would read back as another value";

#[tokio::test]
async fn integers_that_a_float_would_round() {
    type FloatFirst<T> = Either<f64, T>;
    let beyond = (1_u64 << 53) + 1;
    for integer in [beyond, u64::MAX] {
        is_refused(FloatFirst::<u64>::Other(integer), "it would not read back").await;
    }
    is_refused(FloatFirst::<i64>::Other(i64::MIN + 1), "it would not read back").await;
    is_refused(FloatFirst::<Number>::Other(Number::from(beyond)), "").await;
    is_refused(Either::<f32, f64>::Other(0.1 + 0.2), ANOTHER).await;
    // As the float that it is.
    written(FloatFirst::<u64>::One(0.5)).await.unwrap();
    written(Either::<u64, f64>::One(beyond)).await.unwrap();
    written(beyond).await.unwrap();
}

#[tokio::test]
async fn sets_beside_lists_and_bytes_beside_lists_of_them() {
    let strings = || ["a".to_owned(), "b".to_owned()];
    is_refused(Either::<Vec<String>, StringSet<String>>::Other(strings().into_iter().collect()), ANOTHER).await;
    is_refused(Either::<StringSet<String>, Vec<String>>::Other(strings().into()), ANOTHER).await;
    is_refused(Either::<Vec<u8>, NumberSet<u8>>::Other([1, 2].into_iter().collect()), ANOTHER).await;
    is_refused(Either::<Bytes, Vec<u8>>::Other(vec![1, 2]), ANOTHER).await;
    written(Either::<Vec<String>, StringSet<String>>::One(strings().into())).await.unwrap();
    written(Either::<Vec<u8>, Bytes>::Other(Bytes::from(vec![0xff, 1]))).await.unwrap();
    // Its order is another each time.
    written(Either::<bool, HashSet<u32>>::Other((0..100).collect())).await.unwrap();
}

#[tokio::test]
async fn maps_and_structs_that_take_what_is_not_theirs() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Two {
        #[serde(flatten)]
        one: BTreeMap<String, u8>,
        #[serde(flatten)]
        other: BTreeMap<String, u8>,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Maybe {
        id: u8,
        #[serde(flatten)]
        rest: Option<Rest>,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Rest {
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }

    let map = |name: &str| BTreeMap::from([(name.to_owned(), 1)]);
    is_refused(Two { one: map("a"), other: map("b") }, "").await;
    written(Maybe { id: 1, rest: Some(Rest { note: Some("a".to_owned()) }) }).await.unwrap();
    let by_letter = BTreeMap::from([('a', 0.1 + 0.2)]);
    is_refused(Either::<BTreeMap<String, f32>, BTreeMap<char, f64>>::Other(by_letter), ANOTHER).await;
}

#[tokio::test]
async fn what_deserialize_refuses() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(try_from = "u8", into = "u8")]
    struct Even(u8);

    impl TryFrom<u8> for Even {
        type Error = String;

        fn try_from(number: u8) -> std::result::Result<Self, String> {
            if number.is_multiple_of(2) { Ok(Self(number)) } else { Err(number.to_string()) }
        }
    }

    impl From<Even> for u8 {
        fn from(Even(number): Even) -> Self {
            number
        }
    }

    written(Even(2)).await.unwrap();
    is_refused(vec![Even(2), Even(3)], "content[1]`: it would not read back, because its `Deserialize` refuses").await;
}

#[tokio::test]
#[expect(clippy::option_option, reason = "it is what is tried")]
async fn an_update_refuses_what_put_refuses() {
    #[read_model(table = "things")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Thing {
        #[partition_key]
        id: String,
        number: Option<Either<Number, String>>,
        nested: Option<Option<u8>>,
        sets: Vec<StringSet<String>>,
        list: Option<Either<Vec<String>, StringSet<String>>>,
        #[serde(with = "as_is", default)]
        converted: Option<Either<f64, u64>>,
    }

    mod as_is {
        use statetopic::prelude::*;

        pub(super) fn serialize<T: Serialize, S: serde::Serializer>(
            value: &T,
            serializer: S,
        ) -> std::result::Result<S::Ok, S::Error> {
            value.serialize(serializer)
        }

        pub(super) fn deserialize<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
            deserializer: D,
        ) -> std::result::Result<T, D::Error> {
            T::deserialize(deserializer)
        }
    }

    let local = Local::start().unwrap();
    let things = local.table::<Thing>().await.unwrap();
    let id = || "1".to_owned();
    things
        .put(&Thing { id: id(), number: None, nested: None, sets: vec![], list: None, converted: None })
        .await
        .unwrap();
    let key = || ThingKey { id: id() }.update_existing();
    let strings: StringSet<String> = ["a".to_owned()].into_iter().collect();
    for (update, path) in [
        (key().set(|a| a.number, Some(Either::Other("7".to_owned()))), "number"),
        (key().set(|a| a.nested, Some(None)), "nested"),
        (key().set(|a| a.list, Some(Either::Other(strings))), "list"),
        (key().set(|a| a.converted, Some(Either::Other(u64::MAX))), "converted"),
    ] {
        let error = things.update(update).await.unwrap_err().to_string();
        assert!(error.contains(&format!("`Thing.{path}`")) && error.contains("it would "), "{error}");
    }
    let update = key().set(|a| a.number, Some(Either::Other("seven".to_owned()))).set(|a| a.nested, Some(Some(7)));
    things.update(update.set(|a| a.converted, Some(Either::One(0.5)))).await.unwrap();
}
