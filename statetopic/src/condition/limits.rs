//! What DynamoDB takes of a condition.
//!
//! Source: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Fault;
use crate::attribute::{DocumentPath, Segment};
use crate::rows::Condition;

/// The most values that one `IN` has.
pub(super) const MAX_OPERANDS: usize = 100;
/// The most operators and functions of an expression.
pub(super) const MAX_OPERATORS: usize = 300;
/// The most bytes of an expression.
pub(super) const MAX_LENGTH: usize = 4096;

/// Whether an expression for the condition is within the limits.
pub(super) fn check(condition: &Condition) -> Result<(), Fault> {
    let mut size = Size::default();
    size.add(condition);
    match size {
        Size { operators, .. } if operators > MAX_OPERATORS => Err(Fault::Operators(operators)),
        Size { length, .. } if length > MAX_LENGTH => Err(Fault::Length(length)),
        _ => Ok(()),
    }
}

/// How much an expression takes whose names and values are placeholders.
#[derive(Default)]
struct Size {
    operators: usize,
    length: usize,
    names: BTreeSet<Cow<'static, str>>,
    values: usize,
}

impl Size {
    fn add(&mut self, condition: &Condition) {
        match condition {
            // A condition of none is written as two that exclude each other.
            Condition::And(conditions) | Condition::Or(conditions) => {
                for condition in conditions {
                    self.add(condition);
                }
                self.operators += conditions.len().saturating_sub(1);
                self.length += conditions.len() * " AND ".len() + "()".len();
            }
            Condition::Not(condition) => {
                self.add(condition);
                self.operator("NOT ()");
            }
            Condition::Exists(path) => self.of_path(path, "attribute_exists()", 0),
            Condition::Missing(path) => self.of_path(path, "attribute_not_exists()", 0),
            Condition::HasType(path, _) => self.of_path(path, "attribute_type(, )", 1),
            Condition::Compare(path, ..) => self.of_path(path, " <= ", 1),
            Condition::Between(path, ..) => self.of_path(path, " BETWEEN  AND ", 2),
            Condition::In(path, values) => self.of_path(path, " IN ()", values.len()),
            Condition::BeginsWith(path, _) => self.of_path(path, "begins_with(, )", 1),
            Condition::Contains(path, _) => self.of_path(path, "contains(, )", 1),
        }
    }

    fn operator(&mut self, written: &str) {
        self.operators += 1;
        self.length += written.len();
    }

    fn of_path(&mut self, path: &DocumentPath, operator: &str, values: usize) {
        self.operator(operator);
        for segment in path.segments() {
            match segment {
                Segment::Index(index) => self.length += "[]".len() + digits(*index as usize),
                Segment::Name(name) => {
                    self.names.insert(name.clone());
                    self.length += "#a.".len() + digits(self.names.len());
                }
            }
        }
        for _ in 0..values {
            self.values += 1;
            self.length += ":v".len() + digits(self.values);
        }
        self.length += values.saturating_sub(1) * ", ".len();
    }
}

fn digits(number: usize) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}
