//! What a function may do, beside reading its records and writing its log.

use std::collections::BTreeSet;

use super::Refusal;
use crate::manifest::{GrantTarget, Manifest, Table};
use crate::parking;

/// Actions, on one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Access {
    /// What they are on.
    pub on: Target,
    /// Such as `dynamodb:GetItem`.
    pub actions: BTreeSet<String>,
}

/// What actions are on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A table, by its logical name.
    Table(String),
    /// An index of a table.
    Index {
        /// The table's logical name.
        table: String,
        /// The index's name.
        index: String,
    },
    /// An ARN, in which `${AWS::Region}` and the like may stand.
    Arn(String),
}

impl Target {
    /// The table's logical name, if it is a table or an index of one.
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        match self {
            Self::Table(table) | Self::Index { table, .. } => Some(table),
            Self::Arn(_) => None,
        }
    }
}

/// The actions on a table that change nothing.
///
/// Source: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html>
const READING: [&str; 6] = [
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:GetItem",
    "dynamodb:PartiQLSelect",
    "dynamodb:Query",
    "dynamodb:Scan",
];

impl Access {
    /// Whether one of the actions may change a row. An action that is not known to read does: `dynamodb:*` too.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.writing().next().is_some()
    }

    /// The actions that may change a row.
    pub fn writing(&self) -> impl Iterator<Item = &str> {
        let reads = |action: &str| READING.contains(&action) || action.starts_with("dynamodb:Describe");
        self.actions.iter().map(String::as_str).filter(move |action| !reads(action))
    }
}

/// What the parameters and the return type grant: one entry for each thing, with all actions on it.
pub(super) fn access(manifest: &Manifest, refusals: &mut Vec<Refusal>) -> Vec<Access> {
    let mut access: Vec<Access> = Vec::new();
    let mut allow = |on: Target, actions: &[String]| match access.iter_mut().find(|known| known.on == on) {
        Some(known) => known.actions.extend(actions.iter().cloned()),
        None => access.push(Access { on, actions: actions.iter().cloned().collect() }),
    };
    let on_table = |table: &Table| Target::Table(table.name().to_owned());
    for grant in manifest.resources.iter().flat_map(|resource| &resource.grants) {
        match &grant.on {
            GrantTarget::Table(table) => allow(on_table(table), &grant.actions),
            GrantTarget::Indexes(table) => {
                for index in &table.schema.indexes {
                    let (table, index) = (table.name().to_owned(), index.name.clone());
                    allow(Target::Index { table, index }, &grant.actions);
                }
            }
            GrantTarget::Arn(arn) => {
                refusals.extend(unknown_placeholder(manifest, arn));
                allow(Target::Arn(arn.clone()), &grant.actions);
            }
        }
    }
    for written in manifest.writes.iter().chain(manifest.notes()) {
        allow(on_table(&written.table), &written.actions);
    }
    if let Some(parking) = manifest.parking.as_ref().filter(|_| manifest.errors.parks()) {
        let actions = parking::INDEX_ACTIONS.map(str::to_owned);
        for index in &parking.table.schema.indexes {
            let (table, index) = (parking.table.name().to_owned(), index.name.clone());
            allow(Target::Index { table, index }, &actions);
        }
    }
    access.sort_by(|a, b| a.on.cmp(&b.on));
    access
}

/// What may stand in a grant's ARN.
const PLACEHOLDERS: [&str; 4] = ["AWS::AccountId", "AWS::Partition", "AWS::Region", "Stage"];

fn unknown_placeholder(manifest: &Manifest, arn: &str) -> Option<Refusal> {
    let names = arn.split("${").skip(1).map(|rest| rest.split_once('}').map_or(rest, |(name, _)| name));
    let unknown = names.into_iter().find(|name| !PLACEHOLDERS.contains(name))?;
    let text = format!(
        "`{}`: unknown placeholder `{unknown}` in the grant on `{arn}`; expected one of `${{{}}}`",
        manifest.id,
        PLACEHOLDERS.join("}`, `${")
    );
    Some(Refusal::new(manifest, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writes(actions: &[&str]) -> bool {
        let actions = actions.iter().map(|action| (*action).to_owned()).collect();
        Access { on: Target::Table("orders".to_owned()), actions }.writes()
    }

    #[test]
    fn an_action_that_is_not_known_to_read_writes() {
        assert!(!writes(&["dynamodb:GetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable"]));
        for action in ["dynamodb:PutItem", "dynamodb:PartiQLUpdate", "dynamodb:*", "dynamodb:Batch*"] {
            assert!(writes(&["dynamodb:GetItem", action]), "{action}");
        }
    }
}
