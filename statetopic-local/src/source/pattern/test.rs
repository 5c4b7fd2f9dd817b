//! The rules of one leaf.

use super::error::Wrong;
use super::json::Json;
use super::leaves::Value;
use super::numeric::{self, Range};

/// What may hold of a leaf.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    /// There is no such leaf.
    Absent,
    /// There is one.
    Present,
    /// It is this text.
    Text(String),
    /// It is written like this: a number, a truth value or `null`.
    Literal(String),
    /// It is a text that begins with this.
    Prefix(String),
    /// It is a text that ends with this.
    Suffix(String),
    /// It is this text in other cases.
    IgnoreCase(String),
    /// It is a number in this range.
    Numeric(Range),
    /// It is there, and none of these holds.
    AnythingBut(Vec<Test>),
}

impl Test {
    /// Whether it holds of a leaf that is there.
    pub(super) fn passes(&self, value: Value<'_>) -> bool {
        match (self, value) {
            (Self::Present, _) => true,
            (Self::AnythingBut(tests), value) => !tests.iter().any(|test| test.passes(value)),
            (Self::Text(expected), Value::Text(text)) => expected == text,
            (Self::Prefix(prefix), Value::Text(text)) => text.starts_with(prefix.as_str()),
            (Self::Suffix(suffix), Value::Text(text)) => text.ends_with(suffix.as_str()),
            (Self::IgnoreCase(expected), Value::Text(text)) => expected.to_lowercase() == text.to_lowercase(),
            (Self::Literal(expected), Value::Literal(literal)) => expected == literal,
            (Self::Numeric(range), Value::Literal(literal)) => range.contains(literal),
            _ => false,
        }
    }
}

/// Reads the rules of a leaf, of which one must hold.
pub(super) fn read(rules: &[Json]) -> Result<Vec<Test>, Wrong> {
    if rules.is_empty() {
        return Err("has no value; name one in its brackets".to_owned());
    }
    rules.iter().map(rule).collect()
}

fn rule(rule: &Json) -> Result<Test, Wrong> {
    match rule {
        Json::Text(text) => Ok(Test::Text(text.clone())),
        Json::Literal(literal) => Ok(Test::Literal(literal.clone())),
        Json::Object(members) => match members.as_slice() {
            [(operator, operand)] => self::operator(operator, operand),
            _ => Err("has an object that is not one operator; give each operator an object of its own".to_owned()),
        },
        Json::Array(_) => Err("has brackets in brackets; write its values into one pair".to_owned()),
    }
}

fn operator(operator: &str, operand: &Json) -> Result<Test, Wrong> {
    match (operator, operand) {
        ("prefix", Json::Text(text)) => Ok(Test::Prefix(text.clone())),
        ("suffix", Json::Text(text)) => Ok(Test::Suffix(text.clone())),
        ("equals-ignore-case", Json::Text(text)) => Ok(Test::IgnoreCase(text.clone())),
        ("prefix" | "suffix" | "equals-ignore-case", _) => Err(format!("needs a text for `{operator}`")),
        ("exists", Json::Literal(literal)) if literal == "true" => Ok(Test::Present),
        ("exists", Json::Literal(literal)) if literal == "false" => Ok(Test::Absent),
        ("exists", _) => Err("needs `true` or `false` for `exists`".to_owned()),
        ("numeric", Json::Array(terms)) => numeric::read(terms).map(Test::Numeric),
        ("numeric", _) => Err("needs an array for `numeric`, such as `[\">\", 0, \"<=\", 5]`".to_owned()),
        ("anything-but", operand) => anything_but(operand).map(Test::AnythingBut),
        ("wildcard" | "cidr", _) => {
            Err(format!("has `{operator}`, which EventBridge evaluates and Lambda does not; leave it out"))
        }
        _ => Err(format!("has `{operator}`, which is not an operator")),
    }
}

/// What `anything-but` excludes: texts, numbers, or what begins or ends with a text.
fn anything_but(operand: &Json) -> Result<Vec<Test>, Wrong> {
    const EXCLUDED: &str = "needs texts or numbers for `anything-but`, and not both";
    let excluded = match operand {
        Json::Object(members) => {
            return match members.as_slice() {
                [(operator, Json::Text(text))] if !text.is_empty() => match operator.as_str() {
                    "prefix" => Ok(vec![Test::Prefix(text.clone())]),
                    "suffix" => Ok(vec![Test::Suffix(text.clone())]),
                    "equals-ignore-case" => Ok(vec![Test::IgnoreCase(text.clone())]),
                    _ => Err(format!("has `{operator}` in `anything-but`, which is not an operator there")),
                },
                _ => Err("needs one operator with a text that is not empty in `anything-but`".to_owned()),
            };
        }
        Json::Array(values) if !values.is_empty() => values.as_slice(),
        Json::Array(_) => return Err(EXCLUDED.to_owned()),
        single => std::slice::from_ref(single),
    };
    let texts = excluded.iter().all(|value| matches!(value, Json::Text(_)));
    let numbers = excluded.iter().all(|value| matches!(value, Json::Literal(literal) if numeric::is_number(literal)));
    if texts || numbers { excluded.iter().map(rule).collect() } else { Err(EXCLUDED.to_owned()) }
}
