//! What other writers write, in the order and the forms of their choice.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;
use statetopic::prelude::*;
use statetopic::{StringSet, decode};
use statetopic_local::Local;
use statetopic_tests::event::{Change, event};

use super::{Adjacent, Content, External, Holder, Internal, Plain, Untagged};

/// The images of a change, whose content has this JSON.
fn streamed<T: Content>(content: &str) -> Result<T, String> {
    let event = event([Change::insert(1, "1", json!({ "content": "here" }))]);
    let event = String::from_utf8(event).unwrap().replace(r#""here""#, content);
    let mut records = decode::<Holder<T>>(event.as_bytes()).unwrap();
    match records.remove(0) {
        Ok(record) => Ok(record.into_change().new().cloned().unwrap().content),
        Err(undecoded) => Err(undecoded.error().to_string()),
    }
}

#[test]
fn the_order_of_an_objects_members_says_nothing() {
    type Wide = Adjacent<BTreeMap<u32, i128>>;
    let value = Wide::Of(BTreeMap::from([(1, i128::MAX / 10)]));
    let (kind, other) = (r#""kind":{"S":"Of"}"#, r#""other":{"L":[{"S":"}"}]}"#);
    let body = format!(r#""body":{{"M":{{"1":{{"N":"{}"}}}}}}"#, i128::MAX / 10);
    for members in [
        format!("{kind},{body}"),
        format!("{body},{kind}"),
        format!("{other},{body},{kind}"),
        format!("{body},{other},{kind}"),
        format!("{body},{kind},{other}"),
        format!(" {body} , {other} , {kind} "),
        format!("{other},{kind},{body}"),
    ] {
        assert_eq!(streamed::<Wide>(&format!(r#"{{"M":{{{members}}}}}"#)), Ok(value.clone()), "{members}");
        let within = format!(r#"{{"M":{{"value":{{"L":[{{"M":{{{members}}}}},{{"M":{{{members}}}}}]}}}}}}"#);
        let twice = Plain { value: vec![value.clone(), value.clone()] };
        assert_eq!(streamed::<Plain<Vec<Wide>>>(&within), Ok(twice), "{members}");
    }
    let other = r#""kind":{"S":"Other"}"#;
    for members in
        [other.to_owned(), format!(r#""more":{{"N":"1"}},{other}"#), format!(r#"{other},"more":{{"N":"1"}}"#)]
    {
        assert_eq!(streamed::<Wide>(&format!(r#"{{"M":{{{members}}}}}"#)), Ok(Wide::Other), "{members}");
    }
    for (members, said) in [
        (format!("{body},{kind},{kind}"), "`Holder.content.kind` from NewImage: expected one attribute, found two"),
        (format!("{body},{kind},{body}"), "`Holder.content.body` from NewImage: expected one attribute, found two"),
        (r#""body":{"S":"a"}"#.to_owned(), "`Holder.content.kind` from NewImage: expected an attribute, found none"),
        (String::new(), "`Holder.content.kind` from NewImage: expected an attribute, found none"),
        (
            r#""body":{"S":"a"},"kind":{"S":"Of"}"#.to_owned(),
            "`Holder.content.body` from NewImage: expected M, found S",
        ),
    ] {
        let error = streamed::<Wide>(&format!(r#"{{"M":{{{members}}}}}"#)).unwrap_err();
        assert!(error.contains(said), "{members}: {error}");
    }
}

#[test]
fn structs_and_enums_that_are_lists_are_read() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Pair {
        number: u32,
        name: String,
    }

    let pair = || Pair { number: 7, name: "a".to_owned() };
    let list = r#"{"L":[{"N":"7"},{"S":"a"}]}"#;
    assert_eq!(streamed(list), Ok(pair()));
    assert_eq!(
        streamed(&format!(r#"{{"L":[{list},{{"M":{{"name":{{"S":"a"}},"number":{{"N":"7"}}}}}}]}}"#)),
        Ok(vec![pair(), pair()])
    );
    assert_eq!(streamed(&format!(r#"{{"L":[{{"S":"Of"}},{list}]}}"#)), Ok(Adjacent::Of(pair())));
    assert_eq!(streamed(&format!(r#"{{"L":[{{"S":"Of"}},{list}]}}"#)), Ok(Internal::Of { value: pair() }));
    assert_eq!(streamed(&format!(r#"{{"M":{{"kind":{{"S":"Of"}},"body":{list}}}}}"#)), Ok(Adjacent::Of(pair())));
    assert_eq!(streamed(&format!(r#"{{"M":{{"Of":{{"L":[{list}]}}}}}}"#)), Ok(External::Of { value: pair() }));
    assert_eq!(streamed(&format!(r#"{{"M":{{"value":{list}}}}}"#)), Ok(Untagged::Of { value: pair() }));
    for (list, path) in [
        (r#"{"L":[{"N":"7"}]}"#, "content"),
        (r#"{"L":[{"N":"7"},{"S":"a"},{"S":"b"}]}"#, "content"),
        (r#"{"L":[{"S":"a"},{"N":"7"}]}"#, "content[0]"),
        (r#"{"SS":["7","a"]}"#, "content"),
    ] {
        let error = streamed::<Pair>(list).unwrap_err();
        assert!(error.contains(&format!("`Holder.{path}` from NewImage")), "{error}");
    }
}

#[tokio::test]
async fn what_dynamodb_adds_to_a_replicated_item_is_not_the_models() {
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Any {
        Truth(bool),
        Number(Number),
        Text(String),
    }

    #[read_model(table = "documents")]
    #[state_topic(view = NEW_IMAGE)]
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Document {
        #[partition_key]
        id: String,
        labels: StringSet<String>,
        #[serde(flatten)]
        rest: BTreeMap<String, Any>,
    }

    let local = Local::start().unwrap();
    let documents = local.table::<Document>().await.unwrap();
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let put = local.client().put_item().table_name(documents.name()).item("id", text("1")).item("color", text("red"));
    let put =
        put.item("aws:rep:updateregion", text("eu-north-1")).item("aws:rep:deleting", AttributeValue::Bool(false));
    let put = put.item("aws:rep:updatetime", AttributeValue::N("1764349411.1234560000000001".to_owned()));
    Box::pin(put.send()).await.unwrap();

    let rest = BTreeMap::from([("color".to_owned(), Any::Text("red".to_owned()))]);
    let expected = Document { id: "1".to_owned(), labels: StringSet::new(), rest };
    assert_eq!(documents.get(&DocumentKey { id: "1".to_owned() }).consistent().await.unwrap(), Some(expected.clone()));
    let event = local.changes_of::<Document>().unwrap();
    let mut records = decode::<Document>(&event.to_json()).unwrap();
    let read: Document = records.remove(0).unwrap().into_change().new().cloned().unwrap().into();
    assert_eq!(read, expected);
}
