//! `StringSet`, `NumberSet` and `BinarySet`: an `SS`, an `NS` and a `BS` in events and in the field's own items.

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use serde_dynamo::AttributeValue::{self, Bs, Ns, Ss};
use serde_json::{Value, json};
use statetopic::decode;
use statetopic::prelude::*;

use super::support::{event, only_record, only_undecoded, record};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Role {
    Owner,
    Reader,
    #[serde(other)]
    Unknown,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Nested {
    #[serde(default)]
    labels: StringSet,
}

#[read_model(table = "articles")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Article {
    #[partition_key]
    sku: String,
    labels: StringSet,
    roles: StringSet<Role>,
    sizes: NumberSet<u32>,
    prices: NumberSet,
    digests: BinarySet,
    hidden: Sensitive<StringSet>,
    optional: Option<NumberSet<i8>>,
    #[added]
    added: StringSet,
    nested: Nested,
}

fn keys() -> Value {
    json!({ "sku": { "S": "bolt" } })
}

/// An image without a set.
fn without_sets() -> Value {
    json!({ "sku": { "S": "bolt" }, "nested": { "M": {} } })
}

fn empty() -> Article {
    Article {
        sku: "bolt".to_owned(),
        labels: StringSet::new(),
        roles: StringSet::new(),
        sizes: NumberSet::new(),
        prices: NumberSet::new(),
        digests: BinarySet::new(),
        hidden: StringSet::new().into(),
        optional: None,
        added: StringSet::new(),
        nested: Nested::default(),
    }
}

/// The image in which an event carries the article.
fn image(article: &Article) -> Value {
    let mut image = without_sets();
    let mut set = |name: &str, set: AttributeValue| {
        if !matches!(&set, Ss(elements) | Ns(elements) if elements.is_empty()) && set != Bs(Vec::new()) {
            image[name] = serde_json::to_value(set).unwrap();
        }
    };
    let texts = |set: &StringSet| Ss(set.iter().cloned().collect());
    set("labels", texts(&article.labels));
    set("roles", Ss(article.roles.iter().map(|role| format!("{role:?}")).collect()));
    set("sizes", Ns(article.sizes.iter().map(u32::to_string).collect()));
    set("prices", Ns(article.prices.iter().map(Number::to_string).collect()));
    set("digests", Bs(article.digests.iter().map(|bytes| bytes.to_vec()).collect()));
    set("hidden", texts(article.hidden.expose()));
    set("optional", Ns(article.optional.iter().flatten().map(i8::to_string).collect()));
    set("added", texts(&article.added));
    if !article.nested.labels.is_empty() {
        image["nested"]["M"]["labels"] = serde_json::to_value(texts(&article.nested.labels)).unwrap();
    }
    image
}

fn inserted(image: &Value) -> Vec<u8> {
    event(&[record("INSERT", 1, &keys(), &Value::Null, image)])
}

fn article() -> impl Strategy<Value = Article> {
    let texts = || btree_set("[a-c]?", 0..3).prop_map(StringSet::from);
    let roles = proptest::sample::subsequence(vec![Role::Owner, Role::Reader], 0..=2);
    let prices = btree_set((0_u32..9).prop_map(Number::from), 0..3).prop_map(NumberSet::from);
    let digests = btree_set(vec(any::<u8>(), 0..3).prop_map(Bytes::from), 0..3).prop_map(BinarySet::from);
    let sizes = btree_set(any::<u32>(), 0..3).prop_map(NumberSet::from);
    let optional = proptest::option::of(btree_set(any::<i8>(), 1..3).prop_map(NumberSet::from));
    (texts(), roles, sizes, prices, digests, texts(), optional, texts(), texts()).prop_map(
        |(labels, roles, sizes, prices, digests, hidden, optional, added, nested)| Article {
            labels,
            roles: roles.into_iter().collect(),
            sizes,
            prices,
            digests,
            hidden: hidden.into(),
            optional,
            added,
            nested: Nested { labels: nested },
            ..empty()
        },
    )
}

proptest! {
    #[test]
    fn sets_come_back_as_they_were_whichever_of_them_are_empty(article in article()) {
        let new = only_record::<Article>(&inserted(&image(&article))).into_change().new().cloned().unwrap();
        prop_assert_eq!(Article::try_from(new).unwrap(), article.clone());

        // As the field's own types have it.
        let item: serde_dynamo::Item = serde_json::from_value(image(&article)).unwrap();
        let theirs: ArticleNewImage = serde_dynamo::from_item(item).unwrap();
        prop_assert_eq!(Article::try_from(theirs).unwrap(), article);
    }
}

#[test]
fn serde_dynamo_writes_the_same_sets() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    struct Plain {
        labels: StringSet,
        sizes: NumberSet<u32>,
        digests: BinarySet,
    }
    let plain = Plain { labels: ["a".to_owned()].into(), sizes: [1, 2].into(), digests: [Bytes::from(vec![1])].into() };
    let item: serde_dynamo::Item = serde_dynamo::to_item(&plain).unwrap();
    assert_eq!(item["labels"], Ss(vec!["a".to_owned()]));
    assert_eq!(item["sizes"], Ns(vec!["1".to_owned(), "2".to_owned()]));
    assert_eq!(item["digests"], Bs(vec![vec![1]]));
    assert_eq!(serde_dynamo::from_item::<_, Plain>(item).unwrap(), plain);
}

#[test]
fn a_list_is_read_too_and_names_that_are_not_known_are_one() {
    let mut image = without_sets();
    image["labels"] = json!({ "L": [{ "S": "a" }, { "S": "a" }, { "S": "b" }] });
    image["sizes"] = json!({ "L": [] });
    image["roles"] = json!({ "SS": ["Owner", "Auditor", "Guest"] });
    let new = only_record::<Article>(&inserted(&image)).into_change().new().cloned().unwrap();
    assert_eq!(new.labels, ["a".to_owned(), "b".to_owned()].into());
    assert!(new.sizes.is_empty());
    assert_eq!(new.roles, [Role::Owner, Role::Unknown].into());
}

#[test]
fn what_is_not_such_a_set_is_an_error_with_its_path() {
    for (name, value, expected) in [
        ("labels", json!({ "NULL": true }), "`Article.labels` from NewImage: expected L or a set, found NULL"),
        ("labels", json!({ "NS": ["7"] }), "`Article.labels[0]` from NewImage: expected S, found N"),
        ("labels", json!({ "L": [{ "NULL": true }] }), "`Article.labels[0]` from NewImage: expected S, found NULL"),
        ("sizes", json!({ "SS": ["7"] }), "`Article.sizes[0]` from NewImage: expected N, found S"),
        ("prices", json!({ "BS": ["AA=="] }), "`Article.prices[0]` from NewImage: expected N, found B"),
        ("digests", json!({ "SS": ["AA=="] }), "`Article.digests[0]` from NewImage: expected B, found S"),
        ("added", json!({ "S": "a" }), "`Article.added` from NewImage: expected L or a set, found S"),
    ] {
        let mut image = without_sets();
        image[name] = value;
        let undecoded = only_undecoded::<Article>(decode(&inserted(&image)).unwrap(), 0);
        assert!(undecoded.error().to_string().contains(expected), "{}", undecoded.error());
    }
}
