use std::collections::BTreeSet;

use super::limits;
use crate::ReadModel as _;
use crate::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Open,
    Sent,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, crate::MapAttribute)]
struct Address {
    city: String,
    floor: Option<i8>,
    #[serde(default)]
    visits: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, crate::MapAttribute)]
#[serde(default)]
struct Settings {
    level: u8,
}

impl Default for Settings {
    fn default() -> Self {
        Self { level: 3 }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the default of a field that is an `Option`")]
fn seven() -> Option<u32> {
    Some(7)
}

#[crate::read_model(table = "orders")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    #[partition_key]
    id: String,
    status: Status,
    total: u32,
    shelf: Option<String>,
    #[added(default = 5)]
    reserved: u32,
    #[added]
    unit: String,
    #[serde(default)]
    note: String,
    #[serde(default = "seven")]
    limit: Option<u32>,
    tags: BTreeSet<u32>,
    #[serde(with = "serde_dynamo::string_set")]
    labels: BTreeSet<String>,
    #[serde(default, with = "serde_dynamo::number_set")]
    sizes: BTreeSet<u32>,
    lines: Vec<Number>,
    address: Option<Address>,
    settings: Settings,
    pin: Sensitive<String>,
}

type Attributes = <Order as crate::ReadModel>::Attributes;

/// What a condition asks.
fn asked(condition: impl FnOnce(&Attributes) -> super::Condition<Order>) -> String {
    match condition(&Order::ATTRIBUTES).into_untyped() {
        Ok(condition) => format!("{condition:?}"),
        Err(error) => error.to_string(),
    }
}

fn set<T: Ord>(elements: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    elements.into_iter().collect()
}

#[test]
fn what_is_missing_is_what_the_field_then_is() {
    for (condition, expected) in [
        (asked(|a| a.total.eq(5)), "Compare(total = ..)"),
        (asked(|a| a.reserved.eq(5)), "Or([Compare(reserved = ..), Missing(reserved)])"),
        (asked(|a| a.reserved.eq(6)), "Compare(reserved = ..)"),
        (asked(|a| a.unit.eq("kg".to_owned())), "Compare(unit = ..)"),
        (asked(|a| a.note.eq(String::new())), "Or([Compare(note = ..), Missing(note)])"),
        (asked(|a| a.shelf.eq(None)), "Or([HasType(shelf, NULL), Missing(shelf)])"),
        (asked(|a| a.shelf.eq(Some("A".to_owned()))), "Compare(shelf = ..)"),
        (asked(|a| a.limit.eq(None)), "HasType(limit, NULL)"),
        (asked(|a| a.limit.eq(Some(7))), "Or([Compare(limit = ..), Missing(limit)])"),
        (asked(|a| a.labels.eq(BTreeSet::new())), "Missing(labels)"),
        (asked(|a| a.sizes.eq(BTreeSet::new())), "Missing(sizes)"),
        (asked(|a| a.sizes.eq(set([1]))), "Compare(sizes = ..)"),
        (
            asked(|a| a.settings.at(|a| a.level).eq(3)),
            concat!("Or([Compare(settings.level = ..), ", "And([HasType(settings, M), Missing(settings.level)])])"),
        ),
        (asked(|a| a.address.at(|a| a.city).eq("oslo".to_owned())), "Compare(address.city = ..)"),
        (
            asked(|a| a.address.at(|a| a.floor).eq(None)),
            concat!("Or([HasType(address.floor, NULL), ", "And([HasType(address, M), Missing(address.floor)])])"),
        ),
        (
            asked(|a| !a.address.at(|a| a.visits).eq(0)),
            concat!("Not(Or([Compare(address.visits = ..), ", "And([HasType(address, M), Missing(address.visits)])]))"),
        ),
        (asked(|a| a.lines.index(2).eq(Number::from(1))), "Compare(lines[2] = ..)"),
        (asked(|a| a.total.is_in([]) | a.total.eq(1)), "Compare(total = ..)"),
        (asked(|a| !a.total.is_in([])), "Or([Exists(id), Missing(id)])"),
    ] {
        assert_eq!(condition, expected);
    }
}

#[test]
fn a_default_is_compared_as_dynamodb_compares() {
    for (condition, expected) in [
        (asked(|a| a.reserved.lt(10)), "Or([Compare(reserved < ..), Missing(reserved)])"),
        (asked(|a| a.reserved.lt(5)), "Compare(reserved < ..)"),
        (asked(|a| a.reserved.le(5)), "Or([Compare(reserved <= ..), Missing(reserved)])"),
        (asked(|a| a.reserved.gt(4)), "Or([Compare(reserved > ..), Missing(reserved)])"),
        (asked(|a| a.reserved.ge(10)), "Compare(reserved >= ..)"),
        (asked(|a| a.reserved.between(5, 9)), "Or([Between(reserved, ..), Missing(reserved)])"),
        (asked(|a| a.reserved.between(6, 9)), "Between(reserved, ..)"),
        (asked(|a| a.limit.lt(10)), "Or([Compare(limit < ..), Missing(limit)])"),
        (asked(|a| a.shelf.lt("B".to_owned())), "Compare(shelf < ..)"),
        (asked(|a| a.note.begins_with("")), "Or([BeginsWith(note, ..), Missing(note)])"),
        (asked(|a| a.note.begins_with("x")), "BeginsWith(note, ..)"),
        (asked(|a| a.shelf.begins_with("A")), "BeginsWith(shelf, ..)"),
        (asked(|a| a.note.contains("x".to_owned())), "Contains(note, ..)"),
        (asked(|a| a.labels.contains("new".to_owned())), "Contains(labels, ..)"),
        (asked(|a| a.tags.contains(3)), "Contains(tags, ..)"),
        (asked(|a| a.lines.contains(Number::from(3))), "Contains(lines, ..)"),
        (
            asked(|a| a.reserved.is_in([5, 6])),
            "Or([In(reserved, 1 values), Or([Compare(reserved = ..), Missing(reserved)])])",
        ),
        (asked(|a| a.status.is_in([Status::Open, Status::Sent])), "In(status, 2 values)"),
        (asked(|a| a.shelf.is_in([None])), "Or([HasType(shelf, NULL), Missing(shelf)])"),
        (asked(|a| a.total.is_in([])), "And([Exists(id), Missing(id)])"),
        (asked(|a| a.reserved.exists()), "Exists(reserved)"),
        (asked(|a| a.reserved.is_missing()), "Missing(reserved)"),
        (asked(|a| a.id.exists()), "Exists(id)"),
    ] {
        assert_eq!(condition, expected);
    }
}

#[test]
fn conditions_are_joined_and_negated() {
    let condition = asked(|a| a.status.eq(Status::Open) & a.total.lt(10) & !a.shelf.exists() | a.total.ne(3));
    let all = "And([Compare(status = ..), Compare(total < ..), Not(Exists(shelf))])";
    assert_eq!(condition, format!("Or([{all}, Not(Compare(total = ..))])"));
}

#[test]
fn a_condition_that_dynamodb_would_refuse_is_an_error() {
    let many = asked(|a| a.total.is_in(0..101));
    assert_eq!(
        many,
        "`Order.total` is compared with 101 values, and the limit of `is_in` is 100; join several with `|`"
    );
    let negated = asked(|a| !a.total.is_in(0..101) & a.total.eq(1));
    assert_eq!(negated, many, "an error is not lost");
    let nan = asked(|a| a.lines.index(40).exists() & a.total.eq(1));
    assert_eq!(nan, "And([Exists(lines[40]), Compare(total = ..)])");

    let repeated = |count: u32| {
        let condition =
            (1..count).fold(Order::ATTRIBUTES.total.eq(0), |all, number| all | Order::ATTRIBUTES.total.eq(number));
        let condition = condition.into_untyped().unwrap();
        super::check_limits("Order", &condition).map_err(|error| error.to_string())
    };
    assert_eq!(repeated(150), Ok(()), "299 operators");
    let error = repeated(151).unwrap_err();
    assert_eq!(error, "the condition on a row of `Order` has 301 operators, and DynamoDB's limit is 300");
    assert_eq!(limits::MAX_LENGTH, 4096);
}

#[test]
fn a_condition_is_shown_without_its_values() {
    let secret = Order::ATTRIBUTES.pin.eq(Sensitive::new("secret".to_owned()));
    assert_eq!(format!("{secret:?}"), "Condition(Compare(pin = ..))");
}
