//! Ranges of numbers. They hold of JSON's numbers alone, and an attribute's `N` is a text: no range ever passes one.

use super::error::Wrong;
use super::json::Json;

/// The largest bound, either side of 0.
///
/// Source: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html>
const MAX_NUMBER: f64 = 5.0e9;

/// A range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    lower: Option<Bound>,
    upper: Option<Bound>,
}

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bound {
    number: f64,
    included: bool,
}

impl Range {
    /// Whether a literal is a number in the range.
    pub(super) fn contains(self, literal: &str) -> bool {
        let Some(number) = number(literal) else { return false };
        let above = |bound: Bound| number > bound.number || bound.included && is(number, bound.number);
        let below = |bound: Bound| number < bound.number || bound.included && is(number, bound.number);
        self.lower.is_none_or(above) && self.upper.is_none_or(below)
    }
}

/// Six digits after the point are compared.
fn is(one: f64, other: f64) -> bool {
    (one - other).abs() < 0.000_000_5
}

fn number(literal: &str) -> Option<f64> {
    if is_number(literal) { literal.parse().ok() } else { None }
}

/// Whether a literal is neither a truth value nor `null`.
pub(super) fn is_number(literal: &str) -> bool {
    literal.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

/// Reads the terms of `numeric`.
pub(super) fn read(terms: &[Json]) -> Result<Range, Wrong> {
    match terms {
        [operator, bound] => one(operator, bound),
        [lower, bottom, upper, top] => {
            let (bottom, top) = (one(lower, bottom)?, one(upper, top)?);
            match (bottom, top) {
                (Range { lower: Some(lower), upper: None }, Range { lower: None, upper: Some(upper) })
                    if lower.number < upper.number =>
                {
                    Ok(Range { lower: Some(lower), upper: Some(upper) })
                }
                _ => Err("needs its lower bound first in `numeric`, and a greater one after it".to_owned()),
            }
        }
        _ => Err("needs one or two comparisons in `numeric`".to_owned()),
    }
}

fn one(operator: &Json, bound: &Json) -> Result<Range, Wrong> {
    let (Json::Text(operator), Json::Literal(literal)) = (operator, bound) else {
        return Err("needs an operator and a number in `numeric`, in turn".to_owned());
    };
    let Some(number) = number(literal).filter(|number| number.abs() <= MAX_NUMBER) else {
        return Err(format!("needs a number between -{MAX_NUMBER} and {MAX_NUMBER} in `numeric`"));
    };
    let bound = |included| Some(Bound { number, included });
    let range = |lower, upper| Ok(Range { lower, upper });
    match operator.as_str() {
        "=" => range(bound(true), bound(true)),
        "<" => range(None, bound(false)),
        "<=" => range(None, bound(true)),
        ">" => range(bound(false), None),
        ">=" => range(bound(true), None),
        _ => Err("needs one of `=`, `<`, `<=`, `>` and `>=` in `numeric`".to_owned()),
    }
}
