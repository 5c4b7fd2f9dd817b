//! The tables of a deployment, and who creates them.

use std::collections::BTreeMap;

use super::limits::{MAX_READERS, MAX_TABLE_NAME};
use super::{Refusal, schema};
use crate::manifest::{Manifest, Table};
use crate::view::StreamView;

/// A table, and who creates it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TablePlan {
    /// The table.
    pub table: Table,
    /// Who creates it.
    pub owner: Owner,
    /// The view of its stream; `None` if no subscriber listens to it.
    pub view: Option<StreamView>,
    /// The ids of the subscribers whose mapping or Pipe reads its stream.
    pub readers: Vec<String>,
}

impl TablePlan {
    /// The view of its stream, which a table with replicas has without a subscriber too, since replication reads it.
    ///
    /// Source: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-globaltable-streamspecification.html>
    #[must_use]
    pub fn stream_view(&self) -> Option<StreamView> {
        let replicated = !self.table.schema.settings.replicas.is_empty();
        self.view.or_else(|| replicated.then_some(StreamView::NewAndOldImages))
    }
}

/// Who creates a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// This stack.
    Stack,
    /// Nobody: it exists already, and its name and its stream are parameters.
    External,
    /// Another stack, which exports its name and its stream.
    OtherStack,
}

pub(super) fn tables(
    manifests: &[Manifest],
    imports: &[String],
    refusals: &mut Vec<Refusal>,
) -> BTreeMap<String, TablePlan> {
    let mut tables: BTreeMap<String, TablePlan> = BTreeMap::new();
    for manifest in manifests {
        for table in manifest.tables().chain(manifest.notes().map(|notes| &notes.table)) {
            if !tables.contains_key(table.name()) {
                let plan = table_plan(table, imports);
                refusals.extend(long_name(&plan, manifest));
                refusals.extend(of_schema(&plan, manifest));
                tables.insert(table.name().to_owned(), plan);
            }
        }
    }
    for manifest in manifests {
        if let Some(table) = tables.get_mut(manifest.topic.table.name()) {
            refusals.extend(listen(table, manifest));
        }
    }
    refusals.extend(tables.values().filter_map(|table| too_many_readers(table, manifests)));
    tables
}

fn table_plan(table: &Table, imports: &[String]) -> TablePlan {
    let owner = match (imports.iter().any(|import| import == table.name()), table.schema.settings.external) {
        (true, _) => Owner::OtherStack,
        (false, true) => Owner::External,
        (false, false) => Owner::Stack,
    };
    TablePlan { table: table.clone(), owner, view: None, readers: Vec::new() }
}

fn long_name(TablePlan { table, owner, .. }: &TablePlan, manifest: &Manifest) -> Option<Refusal> {
    (*owner == Owner::Stack && table.name().len() > MAX_TABLE_NAME).then(|| {
        let text = format!(
            "the name of the table `{}` of `{}` has {} characters, and the limit beside the stage is {MAX_TABLE_NAME}; use a \
             shorter name",
            table.name(),
            table.model,
            table.name().len()
        );
        Refusal { location: table.location.clone().unwrap_or_else(|| manifest.location.clone()), text }
    })
}

fn of_schema(TablePlan { table, owner, .. }: &TablePlan, manifest: &Manifest) -> Vec<Refusal> {
    let location = table.location.as_ref().unwrap_or(&manifest.location);
    let problems = if *owner == Owner::Stack { schema::problems(table) } else { Vec::new() };
    problems.into_iter().map(|text| Refusal { location: location.clone(), text }).collect()
}

/// The table's stream gets a reader, unless the topic has disabled it.
fn listen(table: &mut TablePlan, manifest: &Manifest) -> Option<Refusal> {
    table.readers.push(manifest.id.clone());
    if manifest.topic.enabled {
        table.view.get_or_insert(manifest.topic.view);
        return None;
    }
    let stack = match table.owner {
        Owner::Stack => "so its table gets none",
        Owner::OtherStack => "so the stack of its table does not export one",
        Owner::External => "so there is none for the parameter",
    };
    let text = format!(
        "`{}` listens to `{}`, whose stream is disabled, {stack}; remove `enabled = false` from its `#[state_topic]`",
        manifest.id, manifest.topic.table.model
    );
    Some(Refusal::new(manifest, text))
}

fn too_many_readers(table: &TablePlan, manifests: &[Manifest]) -> Option<Refusal> {
    let third = table.readers.get(MAX_READERS)?;
    let manifest = manifests.iter().find(|manifest| manifest.id == *third)?;
    let text = format!(
        "the stream of `{}` has {} readers (`{}`) and the limit for a shard is {MAX_READERS}; combine two of them: one \
         `#[subscriber]` with the arms of both, which calls both as plain functions and joins their answers with `and`",
        table.table.model,
        table.readers.len(),
        table.readers.join("`, `")
    );
    Some(Refusal::new(manifest, text))
}
