//! The arms of a subscriber as filter patterns, by example.

use std::sync::LazyLock;

use serde_json::{Value, json};
use statetopic::ChangeKind;
use statetopic::manifest::describe;
use statetopic::prelude::*;
use statetopic::subscriber::InputKind;
use statetopic::view::StreamView;
use statetopic::{Subscriber, manifest};

const SHELF: &str = "a-1";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    Open,
    OnHold,
    #[serde(alias = "FINISHED")]
    Done,
}

#[read_model(table = "articles")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Article {
    #[partition_key]
    sku: String,
    shelf_name: String,
    status: Status,
    sealed: bool,
    on_hand: u32,
    note: Option<String>,
    hold: Option<Status>,
    counted: Option<u32>,
    #[serde(default)]
    label: String,
    #[serde(alias = "formerly")]
    nickname: String,
    maker: Maker,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, MapAttribute)]
#[serde(rename_all = "PascalCase")]
struct Maker {
    full_name: String,
    approved: Option<bool>,
    address: Option<Address>,
    #[serde(default)]
    seat: Address,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, MapAttribute)]
struct Address {
    city: String,
}

/// The patterns of the only subscriber of `$arms`.
macro_rules! patterns {
    ($($arms:tt)*) => {{
        #[subscriber(library, on($($arms)*))]
        fn listener(_: StateChange<Article>) {}
        patterns_of::<ListenerSubscriber>()
    }};
}

pub(crate) fn patterns_of<S: Subscriber>() -> Vec<Value> {
    let manifest = describe::<S>();
    manifest.filter.patterns.iter().map(|pattern| serde_json::from_str(pattern).unwrap()).collect()
}

fn inserted(attribute: &str, rule: &Value) -> Value {
    json!({"eventName": ["INSERT"], "dynamodb": {"NewImage": {attribute: rule}}})
}

#[test]
fn all_changes_need_no_pattern() {
    assert_eq!(patterns!(Inserted, Modified, Removed), [] as [Value; 0]);
    assert_eq!(patterns!(Inserted | Modified, Removed { key: _, old: _, cause: _ }), [] as [Value; 0]);
    assert_eq!(patterns!(Inserted, Modified { new } if new.on_hand > 3, Removed), [] as [Value; 0]);
}

#[test]
fn changes_are_event_names() {
    assert_eq!(patterns!(Removed), [json!({"eventName": ["REMOVE"]})]);
    assert_eq!(patterns!(Inserted, Modified), [json!({"eventName": ["INSERT", "MODIFY"]})]);
}

#[test]
fn a_text_is_compared_whole_by_its_beginning_or_by_its_end() {
    let is = |rule: &Value| [inserted("shelfName", &json!({"S": rule}))];
    assert_eq!(patterns!(Inserted { new } if new.shelf_name == "a-1"), is(&json!([{"exists": false}, "a-1"])));
    assert_eq!(patterns!(Inserted { new } if SHELF == new.shelf_name), is(&json!([{"exists": false}, "a-1"])));
    assert_eq!(
        patterns!(Inserted { new } if new.shelf_name != SHELF),
        is(&json!([{"exists": false}, {"anything-but": ["a-1"]}]))
    );
    assert_eq!(
        patterns!(Inserted { new } if !(new.shelf_name == SHELF)),
        is(&json!([{"exists": false}, {"anything-but": ["a-1"]}]))
    );
    assert_eq!(
        patterns!(Inserted { new } if new.shelf_name.starts_with("a-")),
        is(&json!([{"exists": false}, {"prefix": "a-"}]))
    );
    assert_eq!(
        patterns!(Inserted { new } if new.shelf_name.ends_with('1')),
        is(&json!([{"exists": false}, {"suffix": "1"}]))
    );
    assert_eq!(
        patterns!(Inserted { new } if ["a", "b"].contains(&new.shelf_name.as_str())),
        is(&json!([{"exists": false}, "a", "b"]))
    );
    assert_eq!(
        patterns!(Inserted { new } if matches!(new.shelf_name.as_str(), "a" | "b")),
        is(&json!([{"exists": false}, "a", "b"]))
    );
}

#[test]
fn a_unit_variant_has_the_names_that_serde_reads_and_those_that_nobody_knows_yet() {
    let but = |names: &[&str]| [inserted("status", &json!({"S": [{"exists": false}, {"anything-but": names}]}))];
    assert_eq!(patterns!(Inserted { new } if new.status == Status::OnHold), but(&["DONE", "FINISHED", "OPEN"]));
    assert_eq!(patterns!(Inserted { new } if new.status != Status::OnHold), but(&["ON_HOLD"]));
    assert_eq!(patterns!(Inserted { new } if !(new.status == Status::OnHold)), but(&["ON_HOLD"]));
    assert_eq!(patterns!(Inserted { new } if matches!(new.status, Status::Done)), but(&["ON_HOLD", "OPEN"]));
    assert_eq!(patterns!(Inserted { new } if [Status::Done].contains(&new.status)), but(&["ON_HOLD", "OPEN"]));
    // Every name passes then.
    let only_inserted = [json!({"eventName": ["INSERT"]})];
    assert_eq!(
        patterns!(Inserted { new } if matches!(new.status, Status::Open | Status::OnHold | Status::Done)),
        only_inserted
    );
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Size {
    Small,
    Large,
    #[serde(other)]
    Other,
}

#[read_model(table = "boxes")]
#[state_topic(view = NEW_IMAGE)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Container {
    #[partition_key]
    id: String,
    size: Size,
}

#[test]
fn a_type_that_reads_every_name_is_told_exactly() {
    #[subscriber(library, on(Inserted { new } if new.size == Size::Large))]
    fn large(_: StateChange<Container>) {}
    #[subscriber(library, on(Inserted { new } if new.size != Size::Large))]
    fn not_large(_: StateChange<Container>) {}
    let is = |rule: &Value| [inserted("size", &json!({"S": rule}))];
    assert_eq!(patterns_of::<LargeSubscriber>(), is(&json!([{"exists": false}, "Large"])));
    assert_eq!(patterns_of::<NotLargeSubscriber>(), is(&json!([{"exists": false}, {"anything-but": ["Large"]}])));
}

#[test]
fn what_is_nested_is_compared_in_its_place() {
    let is = |within: &Value| [inserted("maker", &json!({"M": within}))];
    let name = |rule: &Value| is(&json!({"FullName": {"S": rule}}));
    assert_eq!(
        patterns!(Inserted { new } if new.maker.full_name == "Nut AS"),
        name(&json!([{"exists": false}, "Nut AS"]))
    );
    assert_eq!(
        patterns!(Inserted { new } if new.maker.full_name != "x"),
        name(&json!([{"exists": false}, {"anything-but": ["x"]}]))
    );
    let approved = json!({"Approved": {"BOOL": [{"exists": false}]}});
    assert_eq!(patterns!(Inserted { new } if new.maker.approved.is_none()), is(&approved));
    // What is in a map may be missing: the map, or that it is one and not a list of the struct's fields.
    let seat = json!({"Seat": {"M": {"city": {"S": [{"exists": false}, "oslo"]}}}});
    assert_eq!(patterns!(Inserted { new } if new.maker.seat.city == "oslo"), is(&seat));
    let both = json!({"FullName": {"S": [{"exists": false}, "a"]}, "Approved": {"BOOL": [{"exists": false}, true]}});
    assert_eq!(
        patterns!(Inserted { new } if new.maker.full_name == "a" && new.maker.approved == Some(true)),
        is(&both)
    );
}

#[test]
fn a_truth_value_is_one_in_the_pattern() {
    let is = |rule: &Value| [inserted("sealed", &json!({"BOOL": rule}))];
    assert_eq!(patterns!(Inserted { new } if new.sealed), is(&json!([{"exists": false}, true])));
    assert_eq!(patterns!(Inserted { new } if !new.sealed), is(&json!([{"exists": false}, false])));
}

#[test]
fn what_is_absent_passes_where_the_test_takes_it() {
    let is = |attribute: &str, leaf: &str, rule: &Value| [inserted(attribute, &json!({leaf: rule}))];
    assert_eq!(patterns!(Inserted { new } if new.note.is_some()), is("note", "S", &json!([{"exists": true}])));
    assert_eq!(patterns!(Inserted { new } if new.note.is_none()), is("note", "S", &json!([{"exists": false}])));
    assert_eq!(patterns!(Inserted { new } if new.note == None), is("note", "S", &json!([{"exists": false}])));
    assert_eq!(patterns!(Inserted { new } if new.note.as_deref() == Some("x")), is("note", "S", &json!(["x"])));
    let not_x = json!([{"exists": false}, {"anything-but": ["x"]}]);
    assert_eq!(patterns!(Inserted { new } if new.note.as_deref() != Some("x")), is("note", "S", &not_x));
    assert_eq!(patterns!(Inserted { new } if new.counted.is_none()), is("counted", "N", &json!([{"exists": false}])));
    let no_hold = json!([{"exists": false}, {"anything-but": ["ON_HOLD"]}]);
    assert_eq!(patterns!(Inserted { new } if new.hold != Some(Status::OnHold)), is("hold", "S", &no_hold));
    let hold = json!([{"anything-but": ["DONE", "FINISHED", "OPEN"]}]);
    assert_eq!(patterns!(Inserted { new } if new.hold == Some(Status::OnHold)), is("hold", "S", &hold));
    // Rows without the label have the default.
    assert_eq!(patterns!(Inserted { new } if new.label == "x"), is("label", "S", &json!([{"exists": false}, "x"])));
}

static ON_HOLD: Held = Held(Status::OnHold);

/// No copy of it can be had.
#[derive(PartialEq)]
struct Held(Status);

impl PartialEq<Held> for Status {
    fn eq(&self, held: &Held) -> bool {
        *self == held.0
    }
}

#[test]
fn what_compiles_as_a_guard_compiles_as_a_filter() {
    let is = |attribute: &str, leaf: &str, rule: &Value| [inserted(attribute, &json!({leaf: rule}))];
    let some_or_none = patterns!(Inserted { new } if [Some("x"), None].contains(&new.note.as_deref()));
    assert_eq!(some_or_none, is("note", "S", &json!([{"exists": false}, "x"])));
    // More than an `i32` holds.
    let counted = patterns!(Inserted { new } if new.counted == Some(3_000_000_000));
    assert_eq!(counted, is("counted", "N", &json!([{"exists": true}])));
    assert_eq!(patterns!(Inserted { new } if new.on_hand == 3_000_000_000), [json!({"eventName": ["INSERT"]})]);
    assert_eq!(
        patterns!(Inserted { new } if new.status == ON_HOLD),
        is("status", "S", &json!([{"exists": false}, {"anything-but": ["DONE", "FINISHED", "OPEN"]}]))
    );
}

#[test]
fn what_only_the_function_can_tell_passes() {
    let only_inserted = [json!({"eventName": ["INSERT"]})];
    assert_eq!(patterns!(Inserted { new } if new.on_hand == 3), only_inserted);
    assert_eq!(patterns!(Inserted { new } if new.on_hand == 3 || new.sealed), only_inserted);
    assert_eq!(patterns!(Inserted { new } if new.shelf_name.len() == 3), only_inserted);
    // A pattern cannot say what a text does not begin with, and there is a text in any case.
    assert_eq!(patterns!(Inserted { new } if !new.shelf_name.starts_with("a")), only_inserted);
    assert_eq!(patterns!(Inserted { new } if !new.label.starts_with("a")), only_inserted);
    assert_eq!(patterns!(Inserted { new } if new.shelf_name == new.label), only_inserted);
    // Two attributes can hold it.
    assert_eq!(patterns!(Inserted { new } if new.nickname == "x"), only_inserted);
}

#[test]
fn a_removal_is_told_by_who_made_it() {
    let identity = |rule: &Value| json!({"eventName": ["REMOVE"], "userIdentity": rule});
    let service = "dynamodb.amazonaws.com";
    assert_eq!(
        patterns!(Removed { cause: Expired }),
        [identity(&json!({"type": ["Service"], "principalId": [service]}))]
    );
    assert_eq!(
        patterns!(Removed { cause: Deleted }),
        [
            identity(&json!({"principalId": [{"exists": false}, {"anything-but": [service]}]})),
            identity(&json!({"type": [{"exists": false}, {"anything-but": ["Service"]}]})),
        ]
    );
}

#[test]
fn arms_that_differ_in_one_place_are_one_pattern() {
    let patterns = patterns!(Inserted { new } if new.sealed && new.shelf_name == "a", Modified { new: now } if now.sealed && now.shelf_name == "a");
    let image = json!({"sealed": {"BOOL": [{"exists": false}, true]}, "shelfName": {"S": [{"exists": false}, "a"]}});
    assert_eq!(patterns, [json!({"eventName": ["INSERT", "MODIFY"], "dynamodb": {"NewImage": image}})]);
}

#[test]
fn more_than_five_patterns_become_wider_ones() {
    let patterns = patterns!(
        Inserted { new } if new.shelf_name == "a" && new.label == "a",
        Inserted { new } if new.shelf_name == "b" && new.sealed,
        Inserted { new } if new.shelf_name == "c" && new.status == Status::Open,
        Inserted { new } if new.shelf_name == "d" && new.note.is_some(),
        Inserted { new } if new.shelf_name == "e" && new.hold.is_some(),
        Inserted { new } if new.shelf_name == "f" && new.counted.is_some(),
        Modified { old, new } if old.shelf_name == "g" && new.shelf_name == "h",
    );
    assert!(patterns.len() <= 5, "{patterns:#?}");
    assert!(patterns.iter().all(|pattern| pattern.get("eventName").is_some()), "{patterns:#?}");
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Previous {
    sku: String,
}

#[read_model(table = "renamed")]
#[state_topic(view = NEW_AND_OLD_IMAGES)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Renamed {
    #[partition_key]
    sku: String,
    previous: Option<Previous>,
}

#[test]
fn a_name_that_the_guard_binds_anew_is_no_image() {
    #[subscriber(library, on(
        Modified { new, .. } if let Some(new) = &new.previous && new.sku == "a",
        Removed { old, .. } if old.sku == "b" && let Some(new) = &old.previous && new.sku == "a",
    ))]
    fn listener(_: StateChange<Renamed>) {}
    let old = json!({"OldImage": {"sku": {"S": [{"exists": false}, "b"]}}});
    assert_eq!(
        patterns_of::<ListenerSubscriber>(),
        [json!({"eventName": ["REMOVE"], "dynamodb": old}), json!({"eventName": ["MODIFY"]})]
    );
}

static FROM_THE_ENVIRONMENT: LazyLock<String> = LazyLock::new(|| std::env::var("SHELF").unwrap_or_default());

#[test]
fn what_a_static_holds_when_the_stack_is_made_says_nothing() {
    let only_inserted = [json!({"eventName": ["INSERT"]})];
    assert_eq!(patterns!(Inserted { new } if new.shelf_name == FROM_THE_ENVIRONMENT.as_str()), only_inserted);
    assert_eq!(patterns!(Inserted { new } if new.shelf_name == FROM_THE_ENVIRONMENT.to_owned()), only_inserted);
    let in_a_list =
        patterns!(Inserted { new } if ["a", FROM_THE_ENVIRONMENT.as_str()].contains(&new.shelf_name.as_str()));
    assert_eq!(in_a_list, only_inserted);
}

#[test]
fn the_manifest_says_what_stays_in_process() {
    #[subscriber(library, on(Modified { old, new } if old.on_hand >= 10 && new.on_hand < 10 && new.sealed, Removed))]
    fn low_stock(_: Record<Article>, _articles: &Table<Article>) {}
    let manifest: manifest::Manifest = describe::<LowStockSubscriber>();
    let [modified, removed] = &*manifest.filter.arms else { panic!("{:?}", manifest.filter) };
    assert_eq!(modified.in_process, ["old.on_hand >= 10", "new.on_hand < 10"]);
    assert_eq!(modified.arm, "Modified { old, new } if old.on_hand >= 10 && new.on_hand < 10 && new.sealed");
    assert_eq!((removed.event, removed.in_process.len()), (ChangeKind::Removed, 0));
    assert_eq!(
        (manifest.input, &*manifest.function, manifest.topic.view),
        (InputKind::Records, "low_stock", StreamView::NewAndOldImages)
    );
    assert_eq!(manifest.resources[0].name, "_articles");
    assert_eq!(manifest.location.file, file!());
    // What was written is what is read.
    assert_eq!(manifest::Manifest::from_json(&manifest.to_json()).unwrap(), manifest);
}

#[test]
fn a_long_arm_is_told_in_a_line() {
    #[subscriber(library, on(
        Modified { old, new } if old.label.len() != new.label.len() || old.nickname.trim() != new.nickname.trim(),
    ))]
    fn relabeled(_: StateChange<Article>) {}

    let arms = describe::<RelabeledSubscriber>().filter.arms;
    let guard = "old.label.len() != new.label.len() || old.nickname.trim() != new.nickname.trim()";
    assert_eq!(arms[0].arm, format!("Modified {{ old, new }} if {guard}"));
    assert!(arms[0].in_process.iter().all(|text| !text.contains('\n')), "{:?}", arms[0].in_process);
}
