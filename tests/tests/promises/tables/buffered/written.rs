//! What a table takes, it and a subscriber read.

use std::collections::BTreeMap;

use statetopic::prelude::*;
use statetopic::{StringSet, decode};
use statetopic_local::Local;

use super::{Adjacent, Content, External, Flattened, Holder, HolderKey, Internal, Plain, Untagged};

/// Writes a row and reads it, by the table and by a subscriber's event; or the error by which it is refused.
pub(super) async fn written<T: Content>(content: T) -> Result<(), String> {
    let local = Local::start().unwrap();
    let holders = local.table::<Holder<T>>().await.unwrap();
    let holder = Holder { id: "1".to_owned(), content };
    let done = holders.put(&holder).await;
    let refused = done.map(drop).map_err(|error| error.to_string());
    let read = holders.get(&HolderKey { id: "1".to_owned() }).consistent().await.unwrap();
    let event = local.changes_of::<Holder<T>>().unwrap();
    let records = decode::<Holder<T>>(&event.to_json()).unwrap();
    let streamed: Vec<Holder<T>> =
        records.into_iter().map(|record| record.unwrap().into_change().new().cloned().unwrap().into()).collect();
    match refused {
        Ok(()) => assert_eq!((read, streamed), (Some(holder.clone()), vec![holder])),
        Err(_) => assert_eq!((read, streamed), (None, vec![]), "what is refused is not written"),
    }
    refused
}

/// In which of its forms a value is read as it was; in all others it is refused, with its path and what to do.
async fn forms<T: Content>(value: T) -> String {
    let plain = || Plain { value: value.clone() };
    let of = || value.clone();
    let tried = [
        ("plain", written(plain()).await),
        ("external", written(External::Of { value: of() }).await),
        ("adjacent", written(Adjacent::Of(of())).await),
        ("internal", written(Internal::Of { value: of() }).await),
        ("untagged", written(Untagged::Of { value: of() }).await),
        ("flattened", written(Flattened { before: true, inner: plain() }).await),
    ];
    let mut read = Vec::new();
    for (form, done) in tried {
        match done {
            Ok(()) => read.push(form),
            Err(error) => {
                assert!(
                    error.starts_with("PutItem on `holders` failed: the row cannot be written at `content"),
                    "{error}"
                );
                assert!(error.contains("it would ") && error.contains("; "), "{error}");
            }
        }
    }
    read.join(" ")
}

const ALL: &str = "plain external adjacent internal untagged flattened";
const UNBUFFERED: &str = "plain external adjacent";

#[tokio::test]
async fn floats_are_read_wherever_they_are() {
    for float in [0.0, -0.25, 0.1 + 0.2, 5.0, 1e20, -1e19, 1.23e40, 9.223_372_036_854_778e18, 1e125, -1.797e-120] {
        assert_eq!(forms(float).await, ALL, "{float}");
    }
    for float in [0.1_f32, 3.4e38, -16_777_216.0, 1e-45_f32 * 1e10, 8.589_973e9] {
        assert_eq!(forms(float).await, ALL, "{float}");
    }
    // 7.038531E-26, whose digits are another `f32` where they are read as an `f64` first.
    assert_eq!(forms(f32::from_bits(0x15ae_43fd)).await, UNBUFFERED);
}

#[tokio::test]
async fn numbers_are_read_to_the_last_digit_or_refused() {
    let number = |text: &str| text.parse::<Number>().unwrap();
    for text in ["0", "-19.25", "1E30", "123456789012345E-20", "18446744073709551615", "-9223372036854775808"] {
        assert_eq!(forms(number(text)).await, ALL, "{text}");
    }
    for text in [
        "0.12345678901234567890123",
        "12345678901234567890123456789012345678",
        "18446744073709551616",
        "-9223372036854775809",
        "1764349411.123456",
    ] {
        assert_eq!(forms(number(text)).await, UNBUFFERED, "{text}");
    }
    assert_eq!(forms(u64::MAX).await, ALL);
    assert_eq!(forms(i64::MIN).await, ALL);
    assert_eq!(forms(5_i128).await, UNBUFFERED);
    assert_eq!(forms(-5_i128).await, UNBUFFERED);
    assert_eq!(forms(u128::from(u64::MAX) + 1).await, UNBUFFERED);
}

#[tokio::test]
async fn keys_of_maps_are_read_as_they_were_or_refused() {
    assert_eq!(forms(BTreeMap::from([(7_u32, "a".to_owned())])).await, UNBUFFERED);
    assert_eq!(forms(BTreeMap::from([(-7_i64, 1), (8, 2)])).await, UNBUFFERED);
    assert_eq!(forms(BTreeMap::from([(true, "a".to_owned())])).await, UNBUFFERED);
    assert_eq!(forms(BTreeMap::from([(u128::MAX, "a".to_owned())])).await, UNBUFFERED);
    assert_eq!(forms(BTreeMap::<u32, String>::new()).await, ALL);
    assert_eq!(forms(BTreeMap::from([('a', 1), ('å', 2)])).await, ALL);
    assert_eq!(forms(BTreeMap::from([("7".to_owned(), 1)])).await, ALL);
}

#[tokio::test]
async fn bytes_are_not_read_as_a_string() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Any {
        Text(String),
        Blob(Bytes),
    }

    assert_eq!(forms(Bytes::from(b"abc".to_vec())).await, ALL);
    assert_eq!(written(Any::Text("abc".to_owned())).await, Ok(()));
    assert_eq!(written(Any::Blob(Bytes::from(vec![0xff, 0xfe]))).await, Ok(()));
    let error = written(Any::Blob(Bytes::from(b"abc".to_vec()))).await.unwrap_err();
    assert!(error.contains("at `content`: it would read back as a string"), "{error}");
}

#[tokio::test]
async fn a_string_of_digits_is_not_read_as_a_number() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum NumberFirst {
        Number(Number),
        Initial(char),
        Text(String),
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum TextFirst {
        Text(String),
        Number(Number),
    }

    for text in ["7", "-0.5", "1E3", "+12", "0047"] {
        assert_eq!(forms(text.to_owned()).await, ALL, "{text}");
        assert_eq!(written(TextFirst::Text(text.to_owned())).await, Ok(()), "{text}");
        let error = written(NumberFirst::Text(text.to_owned())).await.unwrap_err();
        assert!(error.contains("at `content`: it would read back as a number"), "{error}");
        assert!(error.ends_with("declare the variant of the string before that of the number"), "{error}");
    }
    assert!(written(NumberFirst::Initial('7')).await.is_err());
    let number = || "7".parse().unwrap();
    assert_eq!(written(NumberFirst::Number(number())).await, Ok(()));
    assert_eq!(written(NumberFirst::Initial('a')).await, Ok(()));
    assert_eq!(written(NumberFirst::Text("2026-11-28".to_owned())).await, Ok(()));
    assert_eq!(written(TextFirst::Number(number())).await, Ok(()));
}

/// The usual way to tell `null` from nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(clippy::option_option, reason = "it is what is tried")]
struct Patch {
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    note: Option<Option<String>>,
}

#[expect(clippy::option_option, reason = "it is what is tried")]
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Deserialize::deserialize(deserializer).map(Some)
}

#[tokio::test]
async fn a_some_is_not_read_as_none() {
    assert_eq!(forms(Some(7)).await, ALL);
    assert_eq!(forms(None::<Option<u8>>).await, ALL);
    assert_eq!(forms(Some(Some(7))).await, ALL);
    assert_eq!(forms(Some(None::<u8>)).await, "");
    assert_eq!(forms(Some(())).await, "");
    assert_eq!(forms(Some(StringSet::from(["a".to_owned()]))).await, ALL);

    for note in [None, Some(None), Some(Some("rusty".to_owned()))] {
        assert_eq!(forms(Patch { note }).await, ALL, "it reads what it writes");
    }
}

#[tokio::test]
async fn a_set_without_elements_is_read_or_refused() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Labels {
        labels: StringSet<String>,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Defaulted {
        #[serde(default)]
        labels: StringSet<String>,
    }

    let some = || StringSet::from(["a".to_owned()]);
    assert_eq!(forms(Labels { labels: some() }).await, ALL);
    assert_eq!(forms(Defaulted { labels: StringSet::new() }).await, ALL);
    assert_eq!(forms(Labels { labels: StringSet::new() }).await, "");
    let error = written(Plain { value: Labels { labels: StringSet::new() } }).await.unwrap_err();
    assert!(error.contains("at `content.value.labels`: it would not read back"), "{error}");
    assert!(error.ends_with("write `#[serde(default)]` on the field"), "{error}");
}

#[tokio::test]
async fn a_set_of_the_row_itself_is_empty_and_a_some_of_one_is_refused() {
    #[read_model(table = "articles")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Article {
        #[partition_key]
        id: String,
        labels: StringSet<String>,
        more: Option<StringSet<String>>,
    }

    let local = Local::start().unwrap();
    let articles = local.table::<Article>().await.unwrap();
    let article = |more| Article { id: "1".to_owned(), labels: StringSet::new(), more };
    for more in [None, Some(StringSet::from(["a".to_owned()]))] {
        articles.put(&article(more.clone())).await.unwrap();
        let read = articles.get(&ArticleKey { id: "1".to_owned() }).consistent().await.unwrap();
        assert_eq!(read, Some(article(more)));
    }
    let error = articles.put(&article(Some(StringSet::new()))).await.unwrap_err().to_string();
    assert!(error.contains("at `more`: it would read back as `None`"), "{error}");
}

#[tokio::test]
async fn nothing_beside_a_tag_is_read_or_refused() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind")]
    enum Of<T> {
        Nothing(T),
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Beside<T> {
        before: bool,
        #[serde(flatten)]
        inner: T,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Maybe {
        Nothing,
        Some(String),
    }

    assert_eq!(written(Of::Nothing(())).await, Ok(()));
    assert_eq!(written(BTreeMap::from([("kind".to_owned(), "Nothing".to_owned())])).await, Ok(()));
    let error = written(Of::Nothing(Maybe::Nothing)).await.unwrap_err();
    assert!(error.contains("at `content`: it would not read back, because an internally tagged variant"), "{error}");
    assert_eq!(written(Maybe::Nothing).await, Ok(()));
    assert_eq!(written(Beside { before: true, inner: Of::Nothing(()) }).await, Ok(()));
    assert!(written(Beside { before: true, inner: Of::Nothing(Maybe::Nothing) }).await.is_err());
}

#[tokio::test]
async fn two_values_of_one_name_are_refused() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Rest {
        name: String,
        #[serde(flatten)]
        rest: BTreeMap<String, String>,
    }

    let rest = |name: &str| Rest { name: "n".to_owned(), rest: BTreeMap::from([(name.to_owned(), "r".to_owned())]) };
    assert_eq!(written(rest("other")).await, Ok(()));
    let error = written(rest("name")).await.unwrap_err();
    assert!(error.contains("at `content.*`: two values have this name"), "{error}");
}

#[tokio::test]
async fn the_error_names_the_first_value_that_is_not_read() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Wide {
        plain: i128,
        by_number: BTreeMap<u32, u8>,
        tagged: Vec<Internal<BTreeMap<String, i128>>>,
    }

    let wide = |tagged| Wide { plain: 1, by_number: BTreeMap::from([(1, 1)]), tagged };
    assert_eq!(written(wide(vec![Internal::Other])).await, Ok(()));
    let tagged = vec![Internal::Other, Internal::Of { value: BTreeMap::from([("secret".to_owned(), 1)]) }];
    let error = written(wide(tagged)).await.unwrap_err();
    assert!(error.contains("at `content.tagged[1].value.*`: it would not read back, because serde buffers"), "{error}");
    assert!(error.contains("; use an externally tagged enum"), "{error}");
}

#[tokio::test]
async fn what_an_update_sets_is_read_or_refused() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
    struct Place {
        name: String,
        shape: Option<Internal<i128>>,
        shapes: Vec<Internal<i128>>,
    }

    #[read_model(table = "things")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Thing {
        #[partition_key]
        id: String,
        wide: i128,
        place: Place,
        shape: Internal<BTreeMap<u32, u8>>,
    }

    let local = Local::start().unwrap();
    let things = local.table::<Thing>().await.unwrap();
    let place = Place { name: "oslo".to_owned(), shape: None, shapes: vec![] };
    let thing = Thing { id: "1".to_owned(), wide: 1, place: place.clone(), shape: Internal::Other };
    things.put(&thing).await.unwrap();
    let key = || ThingKey { id: "1".to_owned() }.update_existing();
    let shape = || Internal::Of { value: 7_i128 };
    let by_number = || Internal::Of { value: BTreeMap::from([(1, 1)]) };
    let of_shape = Place { shape: Some(shape()), ..place.clone() };
    for (update, path) in [
        (key().set(|a| a.shape, by_number()), "shape"),
        (key().set(|a| a.place, of_shape), "place"),
        (key().set(|a| a.place.at(|a| a.shape), Some(shape())), "place.shape"),
        (key().set(|a| a.place.at(|a| a.shapes).index(3), shape()), "place.shapes[3]"),
        (key().set(|a| a.place.at(|a| a.shapes), vec![Internal::Other, shape()]), "place.shapes"),
    ] {
        let error = things.update(update).await.unwrap_err().to_string();
        assert!(error.contains(&format!("`Thing.{path}`")) && error.contains("it would not read back"), "{error}");
    }
    let update = key().set(|a| a.wide, i128::from(u64::MAX) + 1).set(|a| a.place, place.clone());
    things.update(update.set(|a| a.shape, Internal::Other)).await.unwrap();
    let read = things.get(&ThingKey { id: "1".to_owned() }).consistent().await.unwrap();
    assert_eq!(read, Some(Thing { wide: i128::from(u64::MAX) + 1, ..thing }));
}

#[tokio::test]
async fn a_key_of_an_index_that_is_none_is_read() {
    #[read_model(table = "shops")]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Shop {
        #[partition_key]
        id: String,
        #[index("by-region", partition)]
        region: Option<String>,
        #[added(default)]
        #[index("by-rank", partition)]
        rank: Option<u32>,
    }

    let local = Local::start().unwrap();
    let shops = local.table::<Shop>().await.unwrap();
    let shop = Shop { id: "1".to_owned(), region: None, rank: None };
    shops.put(&shop).await.unwrap();
    assert_eq!(shops.get(&ShopKey { id: "1".to_owned() }).consistent().await.unwrap(), Some(shop));
}
