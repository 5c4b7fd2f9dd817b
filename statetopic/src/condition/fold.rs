//! Conditions that always or never hold, which DynamoDB has no words for.

use crate::attribute::DocumentPath;
use crate::rows::Condition;

/// The condition without what always or never holds in it. If it does so itself, it becomes one on the partition key.
pub(super) fn fold(condition: Condition, key: &'static str) -> Condition {
    let (exists, missing) = (Condition::Exists(DocumentPath::named(key)), Condition::Missing(DocumentPath::named(key)));
    match folded(condition) {
        Ok(condition) => condition,
        Err(true) => Condition::Or(vec![exists, missing]),
        Err(false) => Condition::And(vec![exists, missing]),
    }
}

/// The condition, or whether it holds.
fn folded(condition: Condition) -> Result<Condition, bool> {
    match condition {
        Condition::And(conditions) => joined(conditions, Condition::And, true),
        Condition::Or(conditions) => joined(conditions, Condition::Or, false),
        Condition::Not(condition) => match folded(*condition) {
            Ok(condition) => Ok(Condition::Not(Box::new(condition))),
            Err(holds) => Err(!holds),
        },
        other => Ok(other),
    }
}

/// Of several conditions those that are `neutral` decide nothing, and those that are not decide all.
fn joined(
    conditions: Vec<Condition>,
    join: impl FnOnce(Vec<Condition>) -> Condition,
    neutral: bool,
) -> Result<Condition, bool> {
    let mut kept = Vec::new();
    for condition in conditions {
        match folded(condition) {
            Ok(condition) => kept.push(condition),
            Err(holds) if holds == neutral => {}
            Err(holds) => return Err(holds),
        }
    }
    match kept.len() {
        0 => Err(neutral),
        1 => Ok(kept.remove(0)),
        _ => Ok(join(kept)),
    }
}
