//! What a write asks of its row, which is what it fails by where a condition failed.

use serde_dynamo::Item;

use super::write::{Presence, Write};
use crate::rows::{Action, Actions, Change, How};

/// What a write asks of its row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked(Vec<Question>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    /// That there is a row.
    There,
    /// That there is none.
    NotThere,
    /// That the row is older.
    Older,
    /// That an addition stays within its field's range.
    Range,
    /// That an addition finds the number under no other name.
    Name,
    /// That what is appended to, or set where it is missing, is under no other name.
    Renamed,
    /// That what elements are added to or deleted from is a list or a set.
    Collection,
    /// That the row has the version that was read.
    Unchanged,
    /// That the map or list is there which a nested attribute is in.
    Parent,
    /// That an element is there which is added to or removed.
    Element,
    /// What `only_if` says.
    OnlyIf,
}

impl Write {
    /// What it asks of its row, for the words of its failure.
    pub(crate) fn asked(&self) -> Asked {
        let guard = &self.guard;
        let presence = match guard.presence {
            Presence::Any => None,
            Presence::There => Some(Question::There),
            Presence::NotThere => Some(Question::NotThere),
        };
        let of_actions = match &self.change {
            Change::Update(actions) => of_actions(actions),
            Change::Put(_) | Change::Delete => Vec::new(),
        };
        let older = guard.newer.as_ref().map(|_| Question::Older);
        let unchanged = guard.unchanged.as_ref().map(|_| Question::Unchanged);
        let only_if = guard.only_if.is_some().then_some(Question::OnlyIf);
        Asked(presence.into_iter().chain(older).chain(unchanged).chain(of_actions).chain(only_if).collect())
    }
}

impl Asked {
    /// What can have failed of a row that was like this.
    pub(crate) fn of_row(mut self, old: Option<&Item>) -> Self {
        let decided = match old {
            None => Question::There,
            Some(_) => Question::NotThere,
        };
        if self.0.contains(&decided) {
            self.0 = vec![decided];
        } else {
            self.0.retain(|question| !matches!(question, Question::There | Question::NotThere));
        }
        self
    }

    /// What failed, of a model or, where it is named already, of none.
    pub(crate) fn failed(&self, model: Option<&str>) -> String {
        let of = model.map(|model| format!(" of `{model}`")).unwrap_or_default();
        let to = model.map(|model| format!(" to `{model}`")).unwrap_or_default();
        let reasons = self.0.iter().map(|question| match question {
            Question::There => format!("the row{of} is not there; `create` or `put` makes one"),
            Question::NotThere => format!("the row{of} is there already; `replace` or `put` writes over it"),
            Question::Older => format!("the row{of} that is there is not older"),
            // A record fails by it, and then fails each time: the reason is what the total began with.
            Question::Range if model.is_some() => format!(
                "an addition{to} would leave its field's range; a total that began after its source had rows lacks them, and goes \
                 below zero when one is removed: fill it from those rows, or make the field signed"
            ),
            Question::Range => "an addition would leave its field's range".to_owned(),
            Question::Name => format!(
                "an addition{to} finds the number under another name, by `#[serde(alias = …)]`; set the field, or put the row"
            ),
            Question::Renamed => format!(
                "the attribute{of} is under another name, by `#[serde(alias = …)]`; `set` it, or put the row"
            ),
            Question::Collection => format!(
                "what elements{of} are put into or taken out of is not a list, or not a set of their type, in the row; `set` the whole \
                 attribute first"
            ),
            Question::Unchanged => format!("the row{of} has another version than the one that was read; read it again"),
            Question::Parent => format!(
                "the map or list{of} that a nested attribute is in is not there; `set` the whole attribute first"
            ),
            Question::Element => {
                format!("the element of a list{of} that is added to or removed is not there; `set` appends one")
            }
            Question::OnlyIf => format!("the condition{of} in `only_if` does not hold"),
        });
        let reasons: Vec<String> = reasons.collect();
        if reasons.is_empty() { format!("a condition{of} does not hold") } else { reasons.join(", or ") }
    }
}

fn of_actions(actions: &Actions) -> Vec<Question> {
    let range = actions
        .values()
        .any(|action| matches!(action, Action::Add(addition) if addition.range.is_some() || !addition.takes_missing()));
    let name = actions.values().any(|action| matches!(action, Action::Add(addition) if !addition.aliases.is_empty()));
    let renamed =
        actions.values().any(|action| matches!(action, Action::Collect(collected) if !collected.aliases.is_empty()));
    let collection =
        actions.values().any(|action| matches!(action, Action::Collect(collected) if collected.how != How::IfMissing));
    let parent = actions.keys().any(|path| path.parent().is_some());
    let element =
        actions.iter().any(|(path, action)| path.is_element() && !matches!(action, Action::Set(_) | Action::Remove));
    let asked = [
        (range, Question::Range),
        (name, Question::Name),
        (renamed, Question::Renamed),
        (collection, Question::Collection),
        (parent, Question::Parent),
        (element, Question::Element),
    ];
    asked.into_iter().filter_map(|(asked, question)| asked.then_some(question)).collect()
}
