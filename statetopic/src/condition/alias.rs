//! Conditions on an attribute that a row may have under another name, by `#[serde(alias = "…")]`.

use crate::attribute::DocumentPath;
use crate::rows::Condition;

/// That a condition holds at a place, or at the one of these places where the row has the attribute.
pub(super) fn under_either_name(
    path: &DocumentPath,
    condition: Condition,
    former: impl Iterator<Item = DocumentPath>,
) -> Condition {
    let former: Vec<DocumentPath> = former.collect();
    if former.is_empty() {
        return condition;
    }
    let there = former
        .iter()
        .map(|former| Condition::And(vec![Condition::Exists(former.clone()), moved(&condition, path, former)]));
    let there: Vec<Condition> = there.collect();
    let not_there = former.into_iter().map(Condition::Missing).chain([condition]).collect();
    Condition::Or(there.into_iter().chain([Condition::And(not_there)]).collect())
}

/// The same condition on another attribute.
fn moved(condition: &Condition, from: &DocumentPath, to: &DocumentPath) -> Condition {
    let all = |conditions: &[Condition]| conditions.iter().map(|condition| moved(condition, from, to)).collect();
    // What is asked of the map around it is asked of the same map.
    let path = |path: &DocumentPath| if path == from { to.clone() } else { path.clone() };
    match condition {
        Condition::And(conditions) => Condition::And(all(conditions)),
        Condition::Or(conditions) => Condition::Or(all(conditions)),
        Condition::Not(condition) => Condition::Not(Box::new(moved(condition, from, to))),
        Condition::Exists(at) => Condition::Exists(path(at)),
        Condition::Missing(at) => Condition::Missing(path(at)),
        Condition::HasType(at, descriptor) => Condition::HasType(path(at), *descriptor),
        Condition::Compare(at, comparison, value) => Condition::Compare(path(at), *comparison, value.clone()),
        Condition::Between(at, low, high) => Condition::Between(path(at), low.clone(), high.clone()),
        Condition::In(at, values) => Condition::In(path(at), values.clone()),
        Condition::BeginsWith(at, beginning) => Condition::BeginsWith(path(at), beginning.clone()),
        Condition::Contains(at, part) => Condition::Contains(path(at), part.clone()),
    }
}
