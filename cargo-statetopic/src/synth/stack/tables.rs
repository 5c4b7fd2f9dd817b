//! The tables of a stack.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use statetopic::manifest::{Manifest, Table};

use super::{Owner, StackTable};
use crate::error::Error;
use crate::project::{self, Subscriber};
use crate::suggest::suggest;

/// Maximum length of a logical name: that of a physical name less a stage of 15 characters and a hyphen.
const MAX_NAME_LENGTH: usize = 255 - 16;

/// Recovery period of the ledger, in days: the maximum.
const LEDGER_RECOVERY_DAYS: u8 = 35;

pub(super) fn tables(subscribers: &[Subscriber], imports: &[String]) -> Result<BTreeMap<String, StackTable>, Error> {
    let mut tables = BTreeMap::new();
    for Subscriber { manifest, .. } in subscribers {
        for table in project::tables(manifest) {
            add(&mut tables, table.clone());
        }
        if let Some(ledger) = &manifest.ledger {
            let mut ledger = ledger.clone();
            "AWS_MANAGED".clone_into(&mut ledger.encryption);
            ledger.point_in_time_recovery = Some(LEDGER_RECOVERY_DAYS);
            add(&mut tables, ledger);
        }
    }
    import(&mut tables, imports)?;
    for Subscriber { manifest, .. } in subscribers {
        listen(&mut tables, manifest)?;
    }
    tables.values().try_for_each(check)?;
    Ok(tables)
}

fn add(tables: &mut BTreeMap<String, StackTable>, table: Table) {
    if let Entry::Vacant(entry) = tables.entry(table.name.clone()) {
        let owner = if table.external { Owner::External } else { Owner::Stack };
        entry.insert(StackTable { table, owner, view: None });
    }
}

fn import(tables: &mut BTreeMap<String, StackTable>, imports: &[String]) -> Result<(), Error> {
    for name in imports {
        let Some(table) = tables.get_mut(name) else {
            let names: Vec<&str> = tables.keys().map(String::as_str).collect();
            return Err(Error::refused(format!(
                "`--import {name}`: no subscriber uses a table `{name}`{}",
                suggest(name, &names)
            )));
        };
        table.owner = Owner::OtherStack;
    }
    Ok(())
}

/// Gives the table of a topic its stream.
fn listen(tables: &mut BTreeMap<String, StackTable>, manifest: &Manifest) -> Result<(), Error> {
    let topic = &manifest.topic;
    let Some(table) = tables.get_mut(&topic.table.name) else { return Ok(()) };
    if !topic.enabled {
        let location = &manifest.location;
        let stack = match table.owner {
            Owner::Stack => "so its table gets none",
            Owner::OtherStack => "so the stack of its table does not export one",
            Owner::External => "so there is none for the parameter",
        };
        return Err(Error::refused(format!(
            "{}:{}: `{}` listens to `{}`, whose stream is disabled, {stack}; remove `enabled = false` from its \
             `#[state_topic]`",
            location.file, location.line, manifest.id, topic.table.model
        )));
    }
    table.view = Some(topic.view.clone());
    Ok(())
}

fn check(StackTable { table, owner, .. }: &StackTable) -> Result<(), Error> {
    if *owner == Owner::Stack && table.name.len() > MAX_NAME_LENGTH {
        return Err(Error::refused(format!(
            "the name of the table `{}` of `{}` has {} characters, and the limit beside the stage is {MAX_NAME_LENGTH}; use a shorter \
             name",
            table.name,
            table.model,
            table.name.len()
        )));
    }
    Ok(())
}
