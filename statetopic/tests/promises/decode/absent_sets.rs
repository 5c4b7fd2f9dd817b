//! DynamoDB has no empty set: a set that an image lacks is empty, whatever its type is called.

use std::collections::{BTreeSet, HashSet};

use proptest::collection::{btree_set, hash_set, vec};
use proptest::prelude::*;
use serde_dynamo::AttributeValue::{self, Bs, Ns, Ss};
use serde_json::{Value, json};
use statetopic::prelude::*;
use statetopic::{SetAttribute, decode};

use super::support::{event, only_record, only_undecoded, record};

type Labels = HashSet<String>;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Sizes(#[serde(with = "serde_dynamo::number_set")] BTreeSet<Number>);

impl SetAttribute for Sizes {}

/// Nothing of serde's own reading is known: it is asked for a sequence without elements.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Bytes>", into = "Vec<Bytes>")]
struct Digests(BTreeSet<Bytes>);

impl SetAttribute for Digests {}

impl From<Vec<Bytes>> for Digests {
    fn from(digests: Vec<Bytes>) -> Self {
        Self(digests.into_iter().collect())
    }
}

impl From<Digests> for Vec<Bytes> {
    fn from(digests: Digests) -> Self {
        digests.0.into_iter().collect()
    }
}

#[read_model(table = "articles")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Article {
    #[partition_key]
    sku: String,
    #[serde(with = "serde_dynamo::string_set", alias = "tags")]
    alias_labels: Labels,
    #[serde(with = "serde_dynamo::number_set")]
    prices: BTreeSet<Number>,
    title: String,
    newtype: Sizes,
    converted: Digests,
    #[serde(rename = "hidden-from")]
    hidden: Sensitive<HashSet<String>>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    left_out: BTreeSet<i8>,
    optional: Option<HashSet<String>>,
    #[added]
    added: BTreeSet<u8>,
    #[serde(default = "seven")]
    defaulted: BTreeSet<u8>,
    lines: Vec<u8>,
}

fn seven() -> BTreeSet<u8> {
    [7].into()
}

/// serde collects what is flattened, and must not take the sets there.
#[read_model(table = "flat-articles")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct FlatArticle {
    #[partition_key]
    sku: String,
    labels: Labels,
    #[serde(flatten)]
    rest: std::collections::BTreeMap<String, String>,
}

fn empty() -> Article {
    Article {
        sku: "bolt".to_owned(),
        alias_labels: Labels::new(),
        prices: BTreeSet::new(),
        title: String::new(),
        newtype: Sizes::default(),
        converted: Digests::default(),
        hidden: HashSet::new().into(),
        left_out: BTreeSet::new(),
        optional: None,
        added: BTreeSet::new(),
        defaulted: seven(),
        lines: Vec::new(),
    }
}

fn keys() -> Value {
    json!({ "sku": { "S": "bolt" } })
}

/// What a row has that has no sets.
fn without_sets() -> Value {
    json!({ "sku": { "S": "bolt" }, "title": { "S": "" }, "lines": { "L": [] } })
}

/// The image in which an event carries the article, as a writer of sets wrote it.
fn image(article: &Article) -> Value {
    let mut image = without_sets();
    let mut set = |name: &str, set: AttributeValue| {
        if !matches!(&set, Ss(elements) | Ns(elements) if elements.is_empty()) && set != Bs(Vec::new()) {
            image[name] = serde_json::to_value(set).unwrap();
        }
    };
    let texts = |set: &HashSet<String>| Ss(set.iter().cloned().collect());
    set("aliasLabels", texts(&article.alias_labels));
    set("prices", numbers(&article.prices));
    set("newtype", numbers(&article.newtype.0));
    set("converted", Bs(article.converted.0.iter().map(|bytes| bytes.to_vec()).collect()));
    set("hidden-from", texts(article.hidden.expose()));
    set("leftOut", numbers(&article.left_out));
    set("optional", article.optional.as_ref().map_or(Ss(Vec::new()), texts));
    set("added", numbers(&article.added));
    set("defaulted", numbers(&article.defaulted));
    image
}

fn numbers<T: ToString>(set: &BTreeSet<T>) -> AttributeValue {
    Ns(set.iter().map(T::to_string).collect())
}

fn article() -> impl Strategy<Value = Article> {
    let texts = || hash_set("[a-c]", 0..3);
    let numbers = || btree_set((0_u32..9).prop_map(Number::from), 0..3);
    let bytes = btree_set(vec(any::<u8>(), 0..3).prop_map(Bytes::from), 0..3);
    let some_texts = proptest::option::of(hash_set("[a-c]", 1..3));
    let small = (btree_set(any::<i8>(), 0..3), btree_set(any::<u8>(), 0..3), btree_set(any::<u8>(), 1..3));
    (texts(), numbers(), numbers(), bytes, texts(), some_texts, small).prop_map(
        |(alias_labels, prices, sizes, digests, hidden, optional, (left_out, added, defaulted))| Article {
            alias_labels,
            prices,
            newtype: Sizes(sizes),
            converted: Digests(digests),
            hidden: hidden.into(),
            optional,
            left_out,
            added,
            defaulted,
            ..empty()
        },
    )
}

proptest! {
    #[test]
    fn sets_come_back_as_they_were_whichever_of_them_are_empty(old in article(), new in article()) {
        let event = event(&[record("MODIFY", 1, &keys(), &image(&old), &image(&new))]);
        let key = ArticleKey { sku: "bolt".to_owned() };
        let expected = StateChange::<Article>::Modified { key, old: old.into(), new: new.clone().into() };
        prop_assert_eq!(only_record::<Article>(&event).into_change(), expected);

        // As the field's own types have it.
        let item: serde_dynamo::Item = serde_json::from_value(image(&new)).unwrap();
        let theirs: ArticleNewImage = serde_dynamo::from_item(item).unwrap();
        prop_assert_eq!(Article::try_from(theirs).unwrap(), new);
    }
}

#[test]
fn a_row_without_sets_is_read_in_both_images() {
    let event = event(&[record("MODIFY", 1, &keys(), &without_sets(), &without_sets())]);
    let StateChange::Modified { old, new, .. } = only_record::<Article>(&event).into_change() else {
        panic!("no change")
    };
    // Whether it was written before the field was there cannot be told.
    assert_eq!((&new.added, &old.added), (&Some(BTreeSet::new()), &Some(BTreeSet::new())));
    assert_eq!(Article::try_from(new).unwrap(), empty());
    assert_eq!(Article::try_from(old).unwrap(), empty());
}

#[test]
fn a_set_that_is_there_under_another_name_is_not_absent() {
    let mut image = without_sets();
    image["tags"] = json!({ "SS": ["steel"] });
    let event = event(&[record("INSERT", 1, &keys(), &Value::Null, &image)]);
    let change = only_record::<Article>(&event).into_change();
    assert_eq!(change.new().unwrap().alias_labels, Labels::from(["steel".to_owned()]));
}

#[test]
fn an_absent_list_and_a_set_of_another_kind_stay_errors() {
    let mut lacking = without_sets();
    lacking.as_object_mut().unwrap().remove("lines");
    let mut null = without_sets();
    null["prices"] = json!({ "NULL": true });
    let mut letters = without_sets();
    letters["newtype"] = json!({ "SS": ["seven"] });
    let mut twice = without_sets();
    twice["aliasLabels"] = json!({ "SS": ["a"] });
    twice["tags"] = json!({ "SS": ["b"] });
    for (image, expected) in [
        (lacking, "`Article.lines` from NewImage: expected an attribute, found none"),
        (null, "`Article.prices` from NewImage: expected L or a set, found NULL"),
        (letters, "`Article.newtype[0]` from NewImage: expected N, found S"),
        (twice, "`Article.aliasLabels` from NewImage: expected one attribute, found two"),
    ] {
        let event = event(&[record("INSERT", 1, &keys(), &Value::Null, &image)]);
        let undecoded = only_undecoded::<Article>(decode(&event).unwrap(), 0);
        assert!(undecoded.error().to_string().contains(expected), "{}", undecoded.error());
    }
}

#[test]
fn what_is_flattened_does_not_get_the_sets() {
    let mut image = keys();
    image["note"] = json!({ "S": "rusty" });
    let event = event(&[record("INSERT", 1, &keys(), &Value::Null, &image)]);
    let change = only_record::<FlatArticle>(&event).into_change();
    let new = change.new().unwrap();
    assert_eq!(new.labels, Labels::new());
    assert_eq!(new.rest.iter().collect::<Vec<_>>(), [(&"note".to_owned(), &"rusty".to_owned())]);
}
