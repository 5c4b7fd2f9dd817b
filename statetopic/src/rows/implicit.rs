//! The conditions that follow from what is written.

use serde_dynamo::{AttributeValue, Item};

use super::action::{Action, Actions, Addition};
use super::condition::{Comparison, Condition};
use crate::attribute::{DocumentPath, Segment};
use crate::decode::Descriptor;
use crate::schema::TableSchema;

/// What an update asks of its row: that an addition stays within its field's range, that the map or list is there which a
/// nested attribute is in, and that an element is there which is added to or removed.
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
            Action::Add(addition) => conditions.push(within_range(addition, path)),
        }
    }
    Condition::all(conditions)
}

/// That an addition stays within its field's range. A missing attribute counts as zero, but an element of a list must be there.
fn within_range(addition: &Addition, path: &DocumentPath) -> Condition {
    // `check_ranges` has refused these; should one come here, it is under a condition that nothing meets.
    let Some((lowest, highest)) = addition.allowed() else {
        return Condition::And(vec![Condition::Exists(path.clone()), Condition::Missing(path.clone())]);
    };
    let number = |bound: i128| AttributeValue::N(bound.to_string());
    let between = Condition::Between(path.clone(), number(lowest), number(highest));
    match (lowest..=highest).contains(&0) && !path.is_element() {
        true => Condition::Or(vec![Condition::Missing(path.clone()), between]),
        false => between,
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

/// What an update asks of its row, which is what it fails by where a condition that follows from it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Conditions {
    /// That an addition stays within its field's range.
    pub(crate) ranges: bool,
    /// That the map or list is there which a nested attribute is in.
    pub(crate) parents: bool,
    /// That an element is there which is added to or removed.
    pub(crate) elements: bool,
}

impl Conditions {
    pub(crate) fn of(actions: &Actions) -> Self {
        Self {
            ranges: actions.values().any(|action| matches!(action, Action::Add(_))),
            parents: actions.keys().any(|path| path.parent().is_some()),
            elements: actions
                .iter()
                .any(|(path, action)| path.is_element() && matches!(action, Action::Add(_) | Action::Empty)),
        }
    }

    /// What failed, of a model or, where it is named already, of none.
    pub(crate) fn failed(self, model: Option<&str>) -> String {
        let of = model.map(|model| format!(" to `{model}`")).unwrap_or_default();
        let range = format!("an addition{of} would leave its field's range");
        let of = model.map(|model| format!(" of `{model}`")).unwrap_or_default();
        let parent =
            format!("the map or list{of} that a nested attribute is in is not there; `set` the whole attribute first");
        let element = format!("the element of a list{of} that is added to or removed is not there; `set` appends one");
        let reasons = [(self.ranges, range), (self.parents, parent), (self.elements, element)];
        let reasons: Vec<String> = reasons.into_iter().filter(|(asked, _)| *asked).map(|(_, reason)| reason).collect();
        reasons.join(", or ")
    }
}
