//! The conditions that follow from what is written.

use serde_dynamo::{AttributeValue, Item};

use super::action::{Action, Actions, Addition, Allowed};
use super::condition::{Comparison, Condition};
use crate::attribute::{DocumentPath, Segment};
use crate::decode::Descriptor;
use crate::number::Number;
use crate::schema::TableSchema;

/// What an update asks of its row: that an addition stays within its field's range and does not find its number under a former name,
/// that the map or list is there which a nested attribute is in, that an element is there which is added to or removed, and that
/// what elements are added to is a list or a set.
pub(crate) fn of_actions(actions: &Actions) -> Option<Condition> {
    let mut conditions = Vec::new();
    for (path, action) in actions {
        if let Some((parent, last)) = path.parent() {
            // Without it DynamoDB refuses the request as one that cannot be.
            let descriptor = match last {
                Segment::Name(_) => Descriptor::M,
                Segment::Index(_) => Descriptor::L,
            };
            let is_there = Condition::HasType(parent, descriptor);
            if !conditions.contains(&is_there) {
                conditions.push(is_there);
            }
        }
        match action {
            Action::Set(_) | Action::Remove => {}
            // Beyond the end of a list `SET` appends, and so would each further one.
            Action::Empty => conditions.push(Condition::Exists(path.clone())),
            Action::Add(addition) => {
                conditions.extend(within_range(addition, path));
                conditions.extend(addition.aliases.iter().map(|alias| Condition::Missing(path.renamed(alias))));
            }
            Action::Collect(collected) => conditions.extend(collected.conditions(path)),
        }
    }
    Condition::all(conditions)
}

/// That an addition stays within its field's range. A missing attribute counts as its start, but an element of a list must be there.
fn within_range(addition: &Addition, path: &DocumentPath) -> Option<Condition> {
    let number = |bound: Number| AttributeValue::N(bound.to_string());
    match addition.allowed() {
        Allowed::Between(lowest, highest) => {
            let between = Condition::Between(path.clone(), number(lowest), number(highest));
            let fits = (lowest..=highest).contains(&addition.start) && addition.takes_missing();
            let takes_missing = fits && !path.is_element();
            let missing = takes_missing.then(|| Condition::Missing(path.clone()));
            Some(missing.map_or(between.clone(), |missing| Condition::Or(vec![missing, between])))
        }
        Allowed::Any => (path.is_element() || !addition.takes_missing()).then(|| Condition::Exists(path.clone())),
        // `check_ranges` has refused these; should one come here, it is under a condition that nothing meets.
        Allowed::Never => Some(Condition::And(vec![Condition::Exists(path.clone()), Condition::Missing(path.clone())])),
    }
}

/// That a row is newer than the one that is there, by its `#[version]`; `None` for a model without one, which `put_if_newer`
/// does not compile for.
pub(crate) fn newer(schema: &TableSchema, row: &Item) -> Option<Condition> {
    let version = schema.version?;
    let (path, value) = (DocumentPath::named(version), row.inner().get(version)?.clone());
    let missing = Condition::Missing(path.clone());
    Some(Condition::Or(vec![missing, Condition::Compare(path, Comparison::Below, value)]))
}

/// That the row that is there has the `#[version]` of this one; `None` for a model without one, which `put_if_unchanged` does not
/// compile for. A row without it has the version zero.
pub(crate) fn unchanged(schema: &TableSchema, row: &Item) -> Option<Condition> {
    let version = schema.version?;
    let (path, value) = (DocumentPath::named(version), row.inner().get(version)?.clone());
    let is_zero = matches!(&value, AttributeValue::N(digits) if digits == "0");
    let same = Condition::Compare(path.clone(), Comparison::Equal, value);
    if !is_zero {
        return Some(same);
    }
    let there = Condition::Exists(DocumentPath::named(schema.partition_key.name));
    Some(Condition::Or(vec![same, Condition::And(vec![there, Condition::Missing(path)])]))
}
